"""cinder's own class for calls to cinder-volume, with cinder's objects: volume_api.py CONFIG_FILE"""
import sys

import calling

from cinder import objects

objects.register_all()

from cinder import context  # noqa: E402
from cinder import rpc  # noqa: E402
from cinder import version  # noqa: E402
from cinder.volume import rpcapi  # noqa: E402
from oslo_config import cfg  # noqa: E402

UUID = "5b0b0a3a-9f43-4c06-a0a0-0a0f7a1f6d2e"
BACKEND = "host2@fake"
HOST = BACKEND + "#pool"


def main():
    cfg.CONF(["--config-file", sys.argv[1]], project="cinder", version=version.version_string())
    rpc.init(cfg.CONF)
    ctxt = context.RequestContext("user", "project", is_admin=True)
    volume = objects.Volume(
        id=UUID, host=HOST, cluster_name=None, size=1, status="available", display_name="one", user_id="user",
        project_id="project", volume_type_id=UUID, created_at=None, metadata={"a": "b"})
    snapshot = objects.Snapshot(id=UUID, volume_id=UUID, volume=volume, status="available", volume_size=1)
    group = objects.Group(id=UUID, host=HOST, cluster_name=None, status="available", name="group")
    group_snapshot = objects.GroupSnapshot(id=UUID, group=group, group_id=UUID, status="available")
    service = objects.Service(id=1, host=BACKEND, cluster_name=None, binary="cinder-volume", topic="cinder-volume")
    backup = objects.Backup(
        ctxt, id=UUID, volume_id=UUID, size=1, status="creating", host="host1")
    cleanup = objects.CleanupRequest(
        service_id=1, host=BACKEND, cluster_name=None, binary="cinder-volume", resource_id=UUID,
        resource_type="Volume", disabled=False, is_up=True, until=None)
    log_request = objects.LogLevel(prefix="cinder", level="DEBUG")

    class Backend:
        host, cluster_name, capabilities = HOST, None, {"pool_name": "pool"}

    values = {
        "volume": volume, "new_volume": volume, "vref": volume, "snapshot": snapshot, "group": group,
        "source_group": group, "group_snapshot": group_snapshot, "service": service, "backup": backup,
        "cleanup_request": cleanup, "log_request": log_request, "dest_backend": Backend, "backend": HOST,
        "backend_id": HOST, "new_user": "user2", "new_project": "project2", "no_snapshots": True,
        "instance_uuid": UUID, "host_name": "compute1", "mountpoint": "/dev/vdb", "mode": "rw", "attachment_id": UUID,
        "connector": {"ip": "127.0.0.1", "initiator": "iqn.x", "host": "compute1", "multipath": False},
        "image_meta": {"id": UUID, "container_format": "bare", "disk_format": "raw"}, "image_snap": None,
        "request_spec": objects.RequestSpec(volume_id=UUID, volume_properties=objects.VolumeProperties(size=1)),
        "filter_properties": {"retry": {"num_attempts": 1, "backends": []}}, "allow_reschedule": True,
        "unmanage_only": True, "cascade": True, "new_size": 2, "reservations": [UUID], "old_reservations": [UUID],
        "error": False, "secondary_backend_id": "backend2", "updates": {"active_backend_id": "backend2"},
        "allow_attached_volume": True, "discover": True, "marker": None, "limit": 10, "offset": 0,
        "sort_keys": ["size"], "sort_dirs": ["asc"], "ref": {"source-name": "x"}, "force_host_copy": True,
        "sync": True, "new_type_id": UUID, "migration_policy": "on-demand", "force": True, "add_volumes": UUID,
        "remove_volumes": UUID, "original_volume_status": "in-use",
    }
    calling.serve(rpcapi.VolumeAPI(), ctxt, values, {}, {"get_client"})


main()
