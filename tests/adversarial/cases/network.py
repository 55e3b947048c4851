"""Connections to the host, the network and the kernel's own services."""

import contextlib
import os
import socket

from tests.adversarial.abuse import Control, case
from tests.adversarial.inside import BAIT, GENTLE, PORT, TOKEN, can


@case(control=Control.BARE)
def connect_to_the_host(managed, channel):
    for address in ("127.0.0.1", "127.1.2.3", "0.0.0.0", "localhost"):
        with socket.socket() as sock:
            sock.settimeout(0.5)
            if can(sock.connect, (address, PORT)):
                managed.append(address)


@case(control=Control.BARE)
def connect_to_the_world(managed, channel):
    addresses = [("127.0.0.1", PORT)]
    if not GENTLE:
        addresses = [("169.254.169.254", 80), ("1.1.1.1", 443), ("8.8.8.8", 53), ("10.0.0.1", 80),
                     ("172.17.0.1", 2375), ("192.168.0.1", 80)]  # fmt: skip
    for address in addresses:
        with socket.socket() as sock:
            sock.settimeout(0.3)
            if can(sock.connect, address):
                managed.append(address)


@case(control=Control.BARE)
def send_a_datagram(managed, channel):
    # A box may have a loopback interface of its own: what counts is whether the host hears it.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        can(sock.setsockopt, socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        for address in ("127.0.0.1",) if GENTLE else ("127.0.0.1", "255.255.255.255", "224.0.0.1"):
            can(sock.sendto, TOKEN.encode(), (address, PORT))


@case(control=Control.BARE)
def connect_without_connecting(managed, channel):
    with socket.socket() as sock:
        if can(sock.sendto, b"x", 0x20000000, ("127.0.0.1", PORT)):  # MSG_FASTOPEN
            managed.append("fast open")
    with socket.socket() as sock:
        sock.setblocking(False)
        if sock.connect_ex(("127.0.0.1", PORT)) in (0, 115):  # EINPROGRESS
            managed.append("not blocking")


@case(control=Control.BARE)
def unix_socket_of_the_host(managed, channel):
    paths = [BAIT + "/socket"]
    if not GENTLE:
        paths += ["/var/run/docker.sock", "/run/docker.sock", "/run/systemd/private", "/run/dbus/"
                  "system_bus_socket", "/tmp/.X11-unix/X0", "/run/containerd/containerd.sock",
                  "/wire/wire"]  # fmt: skip
    for path in paths:
        with socket.socket(socket.AF_UNIX) as sock:
            if can(sock.connect, path):
                managed.append(path)


@case(control=Control.BARE)
def abstract_socket_of_the_host(managed, channel):
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect("\0" + BAIT)
        managed.append("connected")


@case(control=Control.BARE)
def datagrams_by_a_socket_pair(managed, channel):
    # A pair needs no right to make sockets, and either end may write to somebody else.
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.sendto(b"x", BAIT + "/datagrams")
    managed.append("sent")
    other.close()


@case(control=Control.BARE, needs_root=True)
def raw_sockets(managed, channel):
    for family, kind, protocol in ((2, 3, 1), (2, 3, 255), (10, 3, 58), (17, 3, 0x300), (17, 2, 0)):
        if can(socket.socket, family, kind, protocol):
            managed.append(f"family {family}, kind {kind}")


@case(control=Control.BARE)
def netlink(managed, channel):
    for protocol in (0, 2, 4, 9, 12, 15, 16):
        if can(socket.socket, 16, 3, protocol):
            managed.append(f"protocol {protocol}")


@case(control=Control.BARE)
def sockets_of_the_hypervisor(managed, channel):
    for kind in (1, 2, 5):
        if can(socket.socket, 40, kind):
            managed.append(f"vsock {kind}")


@case(control=Control.BARE)
def cryptography_of_the_kernel(managed, channel):
    # A kernel without it refuses the family; then the next one stands for it.
    for family in (38, 16):
        if can(socket.socket, family, 5 if family == 38 else 3):
            managed.append(f"family {family}")


@case(control=Control.BARE)
def unusual_sockets(managed, channel):
    known = (1, 2, 10)
    for family in range(3, 47):
        for kind in (1, 2, 3, 5):
            if family not in known and can(socket.socket, family, kind):
                managed.append(f"family {family}")


@case(control=Control.BARE, needs_root=True)
def change_the_network(managed, channel):
    import errno
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for request in (0x8914, 0x8916, 0x8924):  # flags, address, hardware address
            try:
                fcntl.ioctl(sock, request, b"no-such-name".ljust(40, b"\0"))
            except OSError as error:
                if error.errno not in (errno.EPERM, errno.EACCES):
                    managed.append(hex(request))


@case(control=Control.BARE, needs_root=True)
def marks_and_forced_buffers(managed, channel):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for option in (36, 32, 33):  # SO_MARK, SO_SNDBUFFORCE, SO_RCVBUFFORCE
            if can(sock.setsockopt, socket.SOL_SOCKET, option, 1 << 24):
                managed.append(f"option {option}")


@case(control=Control.BARE)
def names_of_interfaces(managed, channel):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        import fcntl

        for index in range(1, 8):
            with contextlib.suppress(OSError):
                request = bytes(16) + index.to_bytes(4, "little") + bytes(20)
                name = fcntl.ioctl(sock, 0x8910, request)[:16].rstrip(b"\0").decode()
                if name.rstrip("0123456789") in ("eth", "ens", "enp", "docker", "wlan", "veth"):
                    managed.append(name)
                if GENTLE:
                    managed.append(name)


def find_the_listener(managed, channel):
    for name in ("\0" + TOKEN, os.environ["TMPDIR"] + "/" + TOKEN):
        with socket.socket(socket.AF_UNIX) as sock:
            if can(sock.connect, name):
                managed.append("an earlier job listens")


@case(control=Control.BARE, follow=find_the_listener)
def listen_for_the_next_job(managed, channel):
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setsid()
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind("\0" + TOKEN)
            sock.listen(1)
            sock.settimeout(8)
            os.write(writer, b"1")
            can(sock.accept)
        os._exit(0)
    os.read(reader, 1)
