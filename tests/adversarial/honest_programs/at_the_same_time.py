"""Threads, processes and tasks."""

# ruff: noqa: SIM105 - these are written as people write

import os
import sys
import time

from tests.adversarial.honest import honest


@honest(4950)
def threads():
    import threading

    sums = []
    workers = [threading.Thread(target=lambda n=n: sums.append(n)) for n in range(100)]
    for start in range(0, 100, 10):
        for worker in workers[start : start + 10]:
            worker.start()
        for worker in workers[start : start + 10]:
            worker.join()
    return sum(sums)


@honest([1, 4, 9, 16])
def pool_of_threads():
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda n: n * n, [1, 2, 3, 4]))


@honest([2, 4, 6], may_be_refused=True)
def pool_of_processes():
    import multiprocessing

    with multiprocessing.get_context("fork").Pool(2) as pool:
        return pool.map(float(2).__mul__, [1, 2, 3])


@honest(["a", "b"], may_be_refused=True)
def queue_between_processes():
    import multiprocessing

    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    process = context.Process(target=lambda: (queue.put("a"), queue.put("b")))
    process.start()
    got = [queue.get(timeout=30), queue.get(timeout=30)]
    process.join()
    return got


@honest([42, 0], may_be_refused=True)
def shared_memory_between_processes():
    from multiprocessing import get_context

    context = get_context("fork")
    value = context.Value("i", 0)

    def work():
        with value.get_lock():
            value.value = 42

    process = context.Process(target=work)
    process.start()
    process.join()
    return [value.value, process.exitcode]


@honest("hello", may_be_refused=True)
def named_shared_memory():
    from multiprocessing import shared_memory

    block = shared_memory.SharedMemory(create=True, size=5)
    block.buf[:5] = b"hello"
    again = shared_memory.SharedMemory(block.name)
    text = bytes(again.buf[:5]).decode()
    again.close()
    block.close()
    block.unlink()
    return text


@honest(55, may_be_refused=True)
def executor_of_processes():
    import concurrent.futures
    import multiprocessing

    context = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
        return sum(pool.map(abs, range(-10, 0)))


@honest([7, True], may_be_refused=True)
def fork_and_wait():
    pid = os.fork()
    if pid == 0:
        os._exit(7)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), pid > 0]


@honest("42\n", may_be_refused=True)
def python_as_a_subprocess():
    import subprocess

    command = [sys.executable, "-c", "print(6 * 7)"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@honest(True)
def missing_program_as_a_subprocess():
    import subprocess

    try:
        subprocess.run(["no-such-program-here"], check=True)
    except OSError:
        return True
    return False


@honest(True)
def shell_command_that_may_be_refused():
    try:
        os.system("echo hello > /dev/null")
    except OSError:
        pass
    return True


@honest(True)
def shell_as_a_subprocess_that_may_be_refused():
    import subprocess

    try:
        subprocess.run("echo hello", shell=True, capture_output=True)
    except OSError:
        pass
    return True


@honest([3, [0, 1, 4]])
def asyncio_with_tasks():
    import asyncio

    async def square(n):
        await asyncio.sleep(0.001)
        return n * n

    async def main():
        return await asyncio.gather(*(square(n) for n in range(3)))

    found = asyncio.run(main())
    return [len(found), found]


@honest("done", may_be_refused=True)
def asyncio_with_a_thread_and_a_subprocess():
    import asyncio

    async def main():
        await asyncio.to_thread(time.sleep, 0.001)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "print('done')", stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        return out.decode().strip()

    return asyncio.run(main())


@honest(["alarm", "timer"])
def alarms():
    import signal

    seen = []
    signal.signal(signal.SIGALRM, lambda *about: seen.append("alarm" if not seen else "timer"))
    signal.alarm(1)
    signal.pause()
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    signal.pause()
    return seen


@honest("timeout")
def timeout_by_an_alarm():
    import signal

    def give_up(*about):
        raise TimeoutError

    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        while True:
            sum(range(1000))
    except TimeoutError:
        return "timeout"
