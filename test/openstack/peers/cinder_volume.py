"""A row of cinder's database: cinder_volume.py CONFIG_FILE create HOST, or show ID; writes JSON."""
import json
import sys

from cinder import objects

objects.register_all()

from cinder import context  # noqa: E402
from cinder import version  # noqa: E402
from oslo_config import cfg  # noqa: E402

CONFIG_FILE, ACTION, ARGUMENT = sys.argv[1:]

cfg.CONF(["--config-file", CONFIG_FILE], project="cinder", version=version.version_string())
admin = context.get_admin_context()
if ACTION == "create":
    volume = objects.Volume(
        admin, host=ARGUMENT, size=1, status="creating", display_name="one", user_id="user", project_id="project",
        volume_type_id=objects.VolumeType.get_by_name_or_id(admin, "__DEFAULT__").id)
    volume.create()
    print(json.dumps(volume.obj_to_primitive()))
else:
    volume = objects.Volume.get_by_id(admin.elevated(read_deleted="yes"), ARGUMENT)
    print(json.dumps(volume.status))
