"""nova's own class for calls to nova-compute, with nova's objects: compute_api.py CONFIG_FILE"""
import sys

import calling

from nova import config
from nova import context
from nova import objects
from nova.compute import rpcapi

UUID = "5b0b0a3a-9f43-4c06-a0a0-0a0f7a1f6d2e"
HOST = "compute1"


def main():
    objects.register_all()
    config.parse_args(["nova-api", "--config-file", sys.argv[1]])
    ctxt = context.RequestContext("user", "project", is_admin=True)
    instance = objects.Instance(
        id=1, uuid=UUID, host=HOST, node=HOST, vm_state="active", task_state=None, power_state=1,
        user_id="user", project_id="project", display_name="one", metadata={"a": "b"}, system_metadata={},
        created_at=None, root_gb=1, memory_mb=512, vcpus=1,
    )
    image_meta = objects.ImageMeta(id=UUID, name="image", properties=objects.ImageMetaProps(hw_machine_type="q35"))
    flavor = objects.Flavor(id=1, flavorid="1", name="small", memory_mb=512, vcpus=1, root_gb=1, extra_specs={})
    migration = objects.Migration(
        id=7, uuid=UUID, source_compute=HOST, dest_compute=HOST, status="migrating", migration_type="live-migration")
    bdm = objects.BlockDeviceMapping(
        id=1, instance_uuid=UUID, volume_id=UUID, source_type="volume", destination_type="volume", boot_index=0)
    limits = objects.SchedulerLimits(vcpu=8, memory_mb=1024, disk_gb=1, numa_topology=None)
    request_spec = objects.RequestSpec(
        instance_uuid=UUID, num_instances=1, image=image_meta, flavor=flavor, project_id="project", limits=limits)
    selection = objects.Selection(
        compute_node_uuid=UUID, service_host=HOST, nodename=HOST, cell_uuid=UUID, limits=limits,
        allocation_request="{}", allocation_request_version="1.36")
    migrate_data = objects.LibvirtLiveMigrateData(
        is_shared_block_storage=False, is_shared_instance_path=False, graphics_listen_addr_vnc="127.0.0.1")
    share_mapping = objects.ShareMapping(
        id=1, uuid=UUID, instance_uuid=UUID, share_id=UUID, status="attaching", tag="share", export_location="nfs",
        share_proto="NFS")
    event = objects.InstanceExternalEvent(
        instance_uuid=UUID, name="network-vif-plugged", status="completed", tag=UUID)
    networks = objects.NetworkRequestList(
        objects=[objects.NetworkRequest(network_id=UUID, address=None, port_id=UUID, pci_request_id=None)])
    image = {"id": UUID, "name": "image", "properties": {"hw_machine_type": "q35"}, "created_at": None, "size": 1}
    values = {
        "instance": instance, "instances": [instance], "host": HOST, "host_param": HOST, "destination": HOST,
        "dest": HOST, "node": HOST, "nodename": HOST, "network_id": UUID, "port_id": UUID, "requested_ip": "10.0.0.2",
        "tag": "tag", "bdm": bdm, "bdms": objects.BlockDeviceMappingList(objects=[bdm]), "image_id": UUID,
        "backup_type": "daily", "rotation": 3, "image": image, "request_spec": request_spec,
        "filter_properties": {"retry": {"num_attempts": 1, "hosts": [[HOST, HOST]]}}, "admin_password": "secret",
        "new_pass": "secret", "injected_files": [["/etc/motd", "aGVsbG8="]], "requested_networks": networks,
        "security_groups": ["default"], "block_device_mapping": objects.BlockDeviceMappingList(objects=[bdm]),
        "limits": limits, "host_list": [selection], "accel_uuids": [UUID], "image_ids": [UUID],
        "block_migration": False, "disk_over_commit": None, "migration": migration, "dest_check_data": migrate_data,
        "migrate_data": migrate_data, "data": {"filename": "/var/lib/nova/x"}, "cast": False,
        "share_mapping": share_mapping, "volume_id": UUID, "attachment_id": UUID, "events": [event],
        "disk_info": "{}", "snapshot_id": UUID, "tail_length": 10, "console_type": "novnc", "mode": True,
        "action": "reboot", "migration_id": 7, "disk": "{}", "flavor": flavor, "clean_shutdown": True,
        "block_device_info": {"block_device_mapping": []}, "reboot_type": "SOFT", "image_ref": UUID,
        "orig_image_ref": UUID, "orig_sys_metadata": {"image_min_ram": "0"}, "recreate": True,
        "on_shared_storage": None, "preserve_ephemeral": False, "reimage_boot_volume": True, "target_state": "stopped",
        "address": "10.0.0.2", "delete_attachment": True, "rescue_password": "secret", "rescue_image_ref": UUID,
        "device": "/dev/vdb", "disk_bus": "virtio", "device_type": "disk", "multiattach": False,
        "destroy_disks": True, "enabled": True, "old_volume_id": UUID, "new_volume_id": UUID,
        "new_attachment_id": UUID, "do_cast": False, "mapping": [{"device_name": "/dev/vda"}], "port": "5900",
        "create_info": {"snapshot_id": UUID, "type": "qcow2", "new_file": "new"},
        "delete_info": {"volume_id": UUID, "type": "qcow2"},
    }
    # As nova-api and nova-conductor themselves call them.
    own = {
        "check_instance_shared_storage": {"host": HOST},
        "get_console_output": {"tail_length": "10"},
        "rebuild_instance": {"injected_files": []},
        "reserve_block_device_name": {"device": None, "disk_bus": None, "device_type": None, "tag": None},
    }
    calling.serve(rpcapi.ComputeAPI(), ctxt, values, own, {"get_client", "supports_numa_live_migration"})


main()
