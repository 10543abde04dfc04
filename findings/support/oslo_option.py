"""What oslo.config reads from a file, for a finding."""

from importlib.metadata import version

from oslo_config import cfg

print("oslo.config", version("oslo.config"), flush=True)


def conf_of(option, text, group="DEFAULT"):
    """The configuration of a service with one option, whose file gives this text to it."""
    with open("/tmp/service.conf", "w") as file:
        file.write(f"[{group}]\n{option.name} = {text}\n")
    conf = cfg.ConfigOpts()
    conf.register_opt(option, group=None if group == "DEFAULT" else group)
    conf(["--config-file", "/tmp/service.conf"], project="service", default_config_files=[])
    return conf
