"""The faults: each is a function that makes one night in which it happens, under its name in KINDS."""
import contextlib
import os
import resource
import shutil
import signal
import subprocess
import time

from night import KILLED, OLDER, RESULT, STATE, Violation, read, send_signal

LOST = 9
MPI_KILLED = 128 + signal.SIGKILL
FINALISING = 128 + signal.SIGALRM  # lost so late that MPI was ending already
SILENCE = 10  # s without a word after which a rank's units are given to others (scheduler/night_search.c)


class Skipped(Exception):
    """Why a kind can't be tried here."""


def until_done(night, lives, strike, codes, ranks):
    """Up to `lives` lives with the fault, then one without."""
    for _ in range(night.rng.randint(1, lives)):
        if night.live(ranks=ranks(), strike=strike, codes=codes) == 0:
            break
    night.complete()


# --- deaths ---

def kill_alone(night):
    """One process, without mpirun, is killed."""
    until_done(night, 6, lambda life: send_signal(life.process.pid, signal.SIGKILL), {0, KILLED}, lambda: 0)


def kill_rank(night):
    """One rank of several is killed, any of them."""
    def strike(life):
        pids = life.rank_pids()
        if pids:
            send_signal(night.rng.choice(list(pids.values())), signal.SIGKILL)
    until_done(night, 4, strike, {0, MPI_KILLED, LOST}, lambda: night.rng.randint(1, 4))


def kill_all(night):
    """All ranks are killed at once."""
    def strike(life):
        for pid in life.rank_pids().values():
            send_signal(pid, signal.SIGKILL)
    until_done(night, 4, strike, {0, MPI_KILLED, LOST}, lambda: night.rng.randint(1, 4))


def kill_mpirun(night):
    """The launcher is killed, and the ranks find themselves alone."""
    until_done(night, 4, lambda life: send_signal(life.process.pid, signal.SIGKILL), {0, KILLED},
               lambda: night.rng.randint(1, 4))


# --- signals ---

def stop_alone(night):
    """SIGTERM, SIGINT or SIGUSR1 to one process."""
    number = night.rng.choice([signal.SIGTERM, signal.SIGINT, signal.SIGUSR1])
    until_done(night, 3, lambda life: send_signal(life.process.pid, number), {0, 5, -number, 128 + number}, lambda: 0)


def stop_mpirun(night):
    """SIGUSR1 to mpirun, which hands it on."""
    number = signal.SIGUSR1
    until_done(night, 3, lambda life: send_signal(life.process.pid, number), {0, 5, -number, 128 + number},
               lambda: night.rng.randint(1, 4))


def terminate_mpirun(night):
    """SIGTERM to mpirun, which ends the ranks."""
    number = signal.SIGTERM
    until_done(night, 3, lambda life: send_signal(life.process.pid, number), {0, 1, 5, -number, 128 + number},
               lambda: night.rng.randint(1, 4))


# --- pauses ---

def pause(night):
    """A rank, any of them, is stopped for up to a second and goes on."""
    def strike(life):
        pids = list(life.rank_pids().values())
        if pids:
            pid = night.rng.choice(pids)
            send_signal(pid, signal.SIGSTOP)
            time.sleep(night.rng.uniform(0.02, 1))
            send_signal(pid, signal.SIGCONT)
    night.live(ranks=night.rng.randint(2, 4), strike=strike)
    night.complete()


def stop_a_worker(night, seconds):
    """Stop a rank other than rank 0 for so long, while the others go on."""
    stopped = []

    def strike(life):
        pids = life.rank_pids()
        pids.pop(0, None)
        if pids:
            stopped.append(night.rng.choice(list(pids.values())))
            send_signal(stopped[0], signal.SIGSTOP)
            if seconds:
                subprocess.Popen(["sh", "-c", f"sleep {seconds} && kill -CONT {stopped[0]}"], stderr=subprocess.DEVNULL)
    # A rank that stops within MPI_Init keeps all others there: that is the launcher's to end.
    code = night.live(ranks=night.rng.randint(2, 4), strike=strike, codes={0, LOST, FINALISING}, after="solving")
    if code == LOST and not stopped:
        raise Violation("a rank was lost that nobody had stopped")
    if night.worst > max(SILENCE, seconds) + 10:
        raise Violation(f"with a stopped rank the job took {night.worst:.0f} s more")
    night.complete()


def silent_for_a_while(night):
    """A rank is stopped until its units have gone to others, and comes back."""
    stop_a_worker(night, night.rng.uniform(SILENCE - 1, SILENCE + 4))


def silent_for_ever(night):
    """A rank is stopped and never comes back."""
    stop_a_worker(night, 0)


# --- states that are damaged ---

def cut(night, path):
    """The file is cut short."""
    os.truncate(path, night.rng.randrange(max(1, os.path.getsize(path))))


def flip(night, path):
    """Some bytes of the file are others."""
    data = bytearray(read(path))
    for _ in range(night.rng.randint(1, 20) if len(data) > 16 else 0):  # one cut short before is damaged enough
        data[night.rng.randrange(16, len(data))] ^= night.rng.randint(1, 255)
    with open(path, "wb") as stream:
        stream.write(data)


def damage(night):
    """After a kill the newest state, or both, are cut short, changed, missing, or another job's."""
    for _ in range(night.rng.randint(1, 4)):
        if night.live(strike=lambda life: send_signal(life.process.pid, signal.SIGKILL), codes={0, KILLED}, begin=0.2) == 0:
            break
        paths = [night.path(name) for name in (STATE, OLDER) if os.path.exists(night.path(name))]
        if not paths:
            continue
        how = night.rng.choice([cut, flip, lambda _, path: os.remove(path)])
        every = night.rng.random() < 0.3 or len(paths) == 1
        for path in paths if every else paths[:1]:
            how(night, path)
        night.faults += 1
        night.progress = None
        if every:
            night.can_resume = False
            if night.has_state():
                refuse(night, ["resume", STATE], 3)
    night.complete()


def refuse(night, arguments, code):
    done = subprocess.run([night.place.wain, *arguments], cwd=night.folder, env=night.place.environment,
                          capture_output=True, text=True, check=False)
    if done.returncode != code:
        raise Violation(f"code {done.returncode} instead of {code}: {' '.join(arguments)}: {done.stderr}")


def foreign_state(night):
    """The state is that of another job: it is refused, and nothing is touched."""
    if night.live(strike=lambda life: send_signal(life.process.pid, signal.SIGKILL), codes={0, KILLED}, begin=0.4) != 0 \
            and night.has_state():
        state = night.path(STATE if os.path.exists(night.path(STATE)) else OLDER)
        before = read(state)
        refuse(night, ["resume", STATE, "--set", "search.seed=8"], 2)
        night.faults += 1
        if read(state) != before:
            raise Violation("the state of another job was changed")
    night.complete()


# --- disks and memory ---

def no_room(night):
    """No file can be longer than a limit, from the start or from a random moment on."""
    limit = night.rng.choice([0, night.rng.randrange(2000), night.rng.randrange(night.book.size)])
    ranks = night.rng.choice([0, 0, 0, 2])

    def strike(life):
        pid = life.process.pid if not ranks else life.rank_pids().get(0)
        if pid:
            try:
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            except ProcessLookupError:
                pass
    if night.rng.random() < 0.3 and not ranks and shutil.which("prlimit"):
        night.faults += 1
        night.live(codes={0, 6}, launcher=["prlimit", f"--fsize={limit}"])
    else:
        night.live(ranks=ranks, strike=strike, codes={0, 6}, after="solving" if ranks else "")  # MPI starts with files
    night.complete()


def full_disk(night):
    """The result's folder is on a disk that is full to some degree, and has room again later."""
    if not night.place.is_apart:
        raise Skipped(night.place.why_not)
    kilobytes = night.rng.randrange(4, 2 * night.book.size // 1024 + 60, 4)
    old = read(night.path(RESULT)) if os.path.exists(night.path(RESULT)) else None
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", night.folder], check=True)
    try:
        if old:
            with open(night.path(RESULT), "wb") as stream:
                stream.write(old)
            kilobytes += len(old) // 1024
        subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", night.folder], check=True)
        for _ in range(night.rng.randint(1, 2)):
            night.faults += 1
            if night.live(ranks=night.rng.choice([0, 0, 0, 2]), codes={0, 6}) == 0:
                break
        subprocess.run(["mount", "-o", "remount,size=64m", night.folder], check=True)
        night.complete()
    finally:
        subprocess.run(["umount", "-l", night.folder], check=False)


def no_memory(night):
    """A rank gets no more memory than it has, and a little, from a random moment on."""
    ranks = night.rng.choice([0, 0, 2, 3])
    extra = night.rng.choice([0, night.rng.randrange(1 << 16), night.rng.randrange(1 << 22)])

    def strike(life):
        pids = [life.process.pid] if not ranks else list(life.rank_pids().values())
        try:
            pid = night.rng.choice(pids)
            size = int(read(f"/proc/{pid}/statm").split()[0]) * resource.getpagesize()
            resource.prlimit(pid, resource.RLIMIT_AS, (size + extra, resource.RLIM_INFINITY))
        except (OSError, IndexError):
            pass
    # Before that it is the loader and MPI_Init that lack memory. HDF5 says in words, not by a code, what it lacks.
    night.live(ranks=ranks, strike=strike, codes={0, 6, 7}, after="solving")
    night.complete()


# --- hosts ---

@contextlib.contextmanager
def hosts_of(night):
    """The hosts, for one night at a time."""
    if not night.place.hosts:
        raise Skipped(night.place.why_not)
    with night.place.hosts.lock:
        night.place.hosts.up()
        yield night.place.hosts


def live_over(night, hosts, strike):
    """A life with a rank on each host; codes are mpirun's own."""
    launcher = night.place.mpirun(hosts.count, *hosts.mpirun_options())
    return night.live(ranks=hosts.count, strike=strike, launcher=launcher, codes={KILLED, *range(256)}, after="solving",
                      bound=30)


def host_off(night):
    """A host loses its power."""
    with hosts_of(night) as hosts:
        for _ in range(night.rng.randint(1, 2)):
            hosts.up()
            host = night.rng.randint(1, hosts.count)
            if live_over(night, hosts, lambda life, h=host: hosts.power_off(h)) == 0:
                break
    night.complete()


def host_cut(night):
    """A host is cut off from the others for some seconds, or the job ends before it comes back."""
    seconds = night.rng.uniform(0.2, 6)
    with hosts_of(night) as hosts:
        host = night.rng.randint(1, hosts.count)

        def strike(_):
            hosts.cut(host)
            time.sleep(seconds)
            hosts.mend(host)
        live_over(night, hosts, strike)
    night.complete()


# Share of a campaign's faults; each kind is tried once at least. Those under mpirun take seconds, the others tenths of one.
KINDS = {
    "kill-alone": (kill_alone, 0.68),
    "kill-rank": (kill_rank, 0.05),
    "kill-all": (kill_all, 0.025),
    "kill-mpirun": (kill_mpirun, 0.025),
    "silent-for-a-while": (silent_for_a_while, 0.002),
    "silent-for-ever": (silent_for_ever, 0.002),
    "stop-alone": (stop_alone, 0.04),
    "stop-mpirun": (stop_mpirun, 0.01),
    "terminate-mpirun": (terminate_mpirun, 0.005),
    "pause": (pause, 0.01),
    "damaged-state": (damage, 0.08),
    "foreign-state": (foreign_state, 0.01),
    "no-room": (no_room, 0.03),
    "full-disk": (full_disk, 0.02),
    "no-memory": (no_memory, 0.015),
    "host-off": (host_off, 0.004),
    "host-cut": (host_cut, 0.004),
}
