"""The system-call filter, executed step by step for both processors it knows."""

import errno
import functools
import struct
from collections.abc import Callable

import pytest

from sandboxes import call_filter, kernel

ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSE = 0x00050000 | errno.EPERM
ABSENT = 0x00050000 | errno.ENOSYS
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
CALLS = {  # numbers from the kernel's own tables, not from the code under test
    "read": (0, 63),
    "write": (1, 64),
    "clone": (56, 220),
    "clone3": (435, 435),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "ptrace": (101, 117),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "io_uring_setup": (425, 425),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "execve": (59, 221),
    "prlimit64": (302, 261),
    "splice": (75, 76),
    "memfd_create": (319, 279),
    "prctl": (157, 167),
    "ioctl": (16, 29),
    "sched_setaffinity": (203, 122),
    "fchmodat": (268, 53),
    "utimensat": (280, 88),
    "fsetxattr": (190, 7),
    "inotify_init1": (294, 26),
    "landlock_add_rule": (445, 445),
    "migrate_pages": (256, 238),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "semget": (64, 190),
}
WORKER = call_filter.worker_filter
BEHIND_LANDLOCK = functools.partial(call_filter.worker_filter, families=(), guards_files=True)


def judge(
    machine: str,
    number: int,
    argument: int,
    monkeypatch,
    *,
    second: int = 0,
    arch: int | None = None,
    build: Callable[[], bytes] = WORKER,
) -> int:
    """What the kernel would answer: runs the filter's program."""
    monkeypatch.setattr(kernel, "MACHINE", machine)
    program = list(struct.iter_unpack("=HBBI", build()))
    data = struct.pack("=IIQQQ", number, arch or MACHINES[machine][1], 0, argument, second)
    value = at = 0
    while True:
        code, jump_true, jump_false, constant = program[at]
        at += 1
        if code == 0x06:
            return constant
        if code == 0x20:
            value = struct.unpack_from("=I", data, constant)[0]
            continue
        tests = {0x15: value == constant, 0x35: value >= constant, 0x45: bool(value & constant)}
        at += jump_true if tests[code] else jump_false


@pytest.mark.parametrize("machine", MACHINES)
class TestFilter:
    def call(self, machine: str, name: str) -> int:
        return CALLS[name][MACHINES[machine][0]]

    @pytest.mark.parametrize(
        "name",
        [
            "unshare", "setns", "mount", "ptrace", "keyctl", "bpf", "io_uring_setup",
            "landlock_add_rule", "migrate_pages",
        ],
    )  # fmt: skip
    def test_dangerous_calls_are_refused(self, machine, name, monkeypatch) -> None:
        assert judge(machine, self.call(machine, name), 0, monkeypatch) == REFUSE

    @pytest.mark.parametrize(
        "name", ["read", "write", "execve", "prlimit64", "splice", "memfd_create"]
    )
    def test_ordinary_calls_pass(self, machine, name, monkeypatch) -> None:
        assert judge(machine, self.call(machine, name), 0, monkeypatch) == ALLOW

    def test_threads_pass_and_new_namespaces_do_not(self, machine, monkeypatch) -> None:
        clone = self.call(machine, "clone")
        assert judge(machine, clone, 0x003D0F00, monkeypatch) == ALLOW
        for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
            assert judge(machine, clone, flag | 17, monkeypatch) == REFUSE
        assert judge(machine, self.call(machine, "clone3"), 0, monkeypatch) == ABSENT

    @pytest.mark.parametrize(
        ("name", "build", "families"),
        [
            ("socket", WORKER, [1, 2, 10]),
            ("socketpair", WORKER, [1]),
            ("socket", BEHIND_LANDLOCK, []),
            ("socketpair", BEHIND_LANDLOCK, [1]),
        ],
    )
    def test_only_plain_socket_families_pass(
        self, machine, name, build, families, monkeypatch
    ) -> None:
        number = self.call(machine, name)
        passed = [
            family
            for family in range(64)
            if judge(machine, number, family, monkeypatch, second=1, build=build) == ALLOW
        ]
        assert passed == families

    @pytest.mark.parametrize("name", ["prlimit64", "sched_setaffinity"])
    def test_other_processes_cannot_be_tuned(self, machine, name, monkeypatch) -> None:
        number = self.call(machine, name)
        assert judge(machine, number, 0, monkeypatch) == ALLOW
        assert judge(machine, number, 1, monkeypatch) == REFUSE

    def test_priorities_of_others_cannot_be_set(self, machine, monkeypatch) -> None:
        number = {"x86_64": 141, "aarch64": 140}[machine]
        assert judge(machine, number, 0, monkeypatch, second=0) == ALLOW
        assert judge(machine, number, 0, monkeypatch, second=7) == REFUSE
        assert judge(machine, number, 2, monkeypatch, second=0) == REFUSE

    def test_among_files_only_pairs_of_streams_and_no_leases_pass(
        self, machine, monkeypatch
    ) -> None:
        pair, fcntl = self.call(machine, "socketpair"), {"x86_64": 72, "aarch64": 25}[machine]
        passed = [
            kind
            for kind in (1, 2, 3, 5, 0x801, 0x80001, 0x80801, 0x80002)
            if judge(machine, pair, 1, monkeypatch, second=kind, build=BEHIND_LANDLOCK) == ALLOW
        ]
        assert passed == [1, 0x801, 0x80001, 0x80801]
        for command, answer in ((1024, REFUSE), (1026, REFUSE), (1, ALLOW), (1030, ALLOW)):
            found = judge(machine, fcntl, 0, monkeypatch, second=command, build=BEHIND_LANDLOCK)
            assert found == answer
        assert judge(machine, pair, 1, monkeypatch, second=2) == ALLOW

    def test_some_options_and_requests_are_refused(self, machine, monkeypatch) -> None:
        prctl, ioctl = self.call(machine, "prctl"), self.call(machine, "ioctl")
        refused = [o for o in range(80) if judge(machine, prctl, o, monkeypatch) == REFUSE]
        assert refused == [4, 22, 35]
        assert judge(machine, ioctl, 0, monkeypatch, second=0x5412) == REFUSE
        assert judge(machine, ioctl, 0, monkeypatch, second=0x5401) == ALLOW

    @pytest.mark.parametrize("name", ["fchmodat", "utimensat", "fsetxattr", "inotify_init1"])
    def test_attributes_are_guarded_where_nothing_else_does(
        self, machine, name, monkeypatch
    ) -> None:
        number = self.call(machine, name)
        assert judge(machine, number, 0, monkeypatch) == ALLOW
        assert judge(machine, number, 0, monkeypatch, build=BEHIND_LANDLOCK) == REFUSE

    def test_a_single_process_may_have_threads_only(self, machine, monkeypatch) -> None:
        clone, build = self.call(machine, "clone"), call_filter.single_process_filter
        assert judge(machine, clone, 0x003D0F00, monkeypatch, build=build) == ALLOW
        assert judge(machine, clone, 17, monkeypatch, build=build) == REFUSE
        assert judge(machine, self.call(machine, "clone3"), 0, monkeypatch, build=build) == ABSENT
        # The worker must be able to put this filter on: only the job itself can no longer do so.
        prctl = self.call(machine, "prctl")
        assert judge(machine, prctl, 22, monkeypatch, build=BEHIND_LANDLOCK) == ALLOW
        assert judge(machine, prctl, 22, monkeypatch, build=build) == REFUSE

    def test_numbers_of_another_processor_are_killed(self, machine, monkeypatch) -> None:
        for arch in {0x40000003, 0x40000028, 0xC000003E, 0xC00000B7} - {MACHINES[machine][1]}:
            assert judge(machine, 0, 0, monkeypatch, arch=arch) == KILL


@pytest.mark.parametrize("machine", MACHINES)
def test_a_profile_lets_only_the_calls_it_names_through(machine: str, monkeypatch) -> None:
    wider = functools.partial(call_filter.worker_filter, allowed=("shmget",))
    number = {name: numbers[MACHINES[machine][0]] for name, numbers in CALLS.items()}
    assert judge(machine, number["shmget"], 0, monkeypatch) == REFUSE
    assert judge(machine, number["shmget"], 0, monkeypatch, build=wider) == ALLOW
    for name in ("shmat", "semget", "unshare", "ptrace"):
        assert judge(machine, number[name], 0, monkeypatch, build=wider) == REFUSE


def test_x32_numbers_are_refused(monkeypatch) -> None:
    assert judge("x86_64", 0x40000000 + 0, 0, monkeypatch) == REFUSE


def test_an_unknown_processor_is_an_error_not_an_empty_filter(monkeypatch) -> None:
    monkeypatch.setattr(kernel, "MACHINE", "riscv64")
    with pytest.raises(OSError, match="riscv64"):
        call_filter.worker_filter()
