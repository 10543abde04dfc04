/**
 * The program that hands lines of its standard input on as datagrams: Node.js has no Unix datagram sockets, and whoever runs
 * oslo.metrics has Python. Its arguments are the socket's path, and the seconds without a success after which it ends.
 */
export const HELPER_PROGRAM = `
import errno, os, select, signal, socket, sys, time

# It ends when its input does: a signal to the whole group would lose what is still to be sent.
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
path, limit = sys.argv[1], float(sys.argv[2])
out = None


def send(line):
    global out
    end = time.monotonic() + limit
    while True:
        try:
            if out is None:
                out = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                out.connect(path)
            out.send(line)
            return
        except OSError as error:
            out = None
            if error.errno == errno.EMSGSIZE:
                return
            print("%s: %s" % (path, error.strerror), file=sys.stderr, flush=True)
            if time.monotonic() >= end:
                sys.exit(1)
            time.sleep(min(1, limit))


rest = b""
while select.select([0], [], [], limit)[0]:
    read = os.read(0, 65536)
    if not read:
        break
    *lines, rest = (rest + read).split(b"\\n")
    for line in lines:
        send(line)
`;
