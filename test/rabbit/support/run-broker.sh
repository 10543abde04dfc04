#!/bin/sh
# Runs one RabbitMQ of the chroot $1 with its files in $2, a folder as seen from inside; ends when stdin does.
# The settings are in the environment. Run it as `unshare --mount --pid --fork --kill-child`: everything started
# here, and the mount, ends with it.
root=$1
work=$2
mount --make-rprivate / && mount -t proc proc "$root/proc" || exit 1

# A command in the background has no standard input but this.
exec 3<&0

inside() {
  exec chroot --userspec=rabbitmq:rabbitmq "$root" env HOME="$work" "$@"
}

# RabbitMQ would start a daemon of its own.
inside epmd -address 127.0.0.1 -port "$ERL_EPMD_PORT" &
inside /usr/lib/rabbitmq/bin/rabbitmq-server </dev/null &
broker=$!

# The shell waits in `wait`, where a signal ends it, and never in `cat`.
trap 'kill -TERM "$broker"' TERM
(cat <&3 >/dev/null; kill -TERM $$) &
wait "$broker"
wait "$broker"
