"""A small job that is planned under faults, life after life, and what has to hold of it whatever happens."""
import hashlib
import json
import os
import random
import re
import signal
import struct
import subprocess
import time

RESULT, STATE, OLDER = "plan.h5", "plan.h5.state", "plan.h5.state.1"
MARK = "WAIN_FAULTS"  # in the environment of every process of a campaign, with a value of its own
POLL = 0.003  # s between two looks at a running job
LONGEST_RUN = 60  # s for a job that takes less than one, beside other work on the machine
KILLED = -signal.SIGKILL
ORDERLY = range(10)  # exit codes of the program itself; others are a launcher's, or of a signal


class Violation(Exception):
    """Something that must never be."""


def read(path):
    with open(path, "rb") as stream:
        return stream.read()


class Book:
    """A job, the arguments it is planned with, and the plan that comes when nothing disturbs it."""

    def __init__(self, place, name, generate, arguments):
        self.place, self.name = place, name
        self.folder = os.path.join(place.folder, "books", name)
        self.arguments = [os.path.join(self.folder, "job.yaml"), "--threads", "1", "--output", RESULT, *arguments]
        place.say("generate", "--output", self.folder, *generate)
        self.old = os.path.join(self.folder, "old.h5")
        place.say("plan", *self.arguments, "--set", "search.seed=9", "--iterations", "50", "--output", self.old)
        self.old_digest = place.digest_of(self.old)
        undisturbed = os.path.join(self.folder, RESULT)
        began = time.monotonic()
        place.say("plan", *self.arguments, "--output", undisturbed)
        self.alone = time.monotonic() - began
        self.digest, self.size = place.digest_of(undisturbed), os.path.getsize(undisturbed)

    def time(self, ranks):
        """Seconds of a run that nothing disturbs; 0 ranks: without mpirun."""
        return self.alone / max(1, ranks) + (self.place.start_of_mpi if ranks else 0)


class Place:
    """The program, a folder for everything, and how processes are started and found again."""

    def __init__(self, wain, folder):
        self.wain, self.folder = wain, folder
        self.token = f"{os.getpid()}-{time.time_ns()}"
        os.makedirs(os.path.join(folder, "books"))
        self.digests = {}  # of files that were found to be whole, by their content
        self.environment = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
                                OMPI_MCA_mpi_yield_when_idle="1")

    def measure_start(self, book):
        """Seconds that mpirun adds to a run."""
        began = time.monotonic()
        subprocess.run([*self.mpirun(1), self.wain, "plan", *book.arguments, "--output", os.path.join(self.folder, "mpi.h5")],
                       env=self.environment_of("start"), capture_output=True, check=True)
        self.start_of_mpi = max(0.1, time.monotonic() - began - book.alone)

    def environment_of(self, name):
        """Environment of a night's processes, with a folder for Open MPI, which killed ones leave things in."""
        shared = os.path.join(self.folder, "mpi", name.replace("/", "-"))
        os.makedirs(shared, exist_ok=True)
        return dict(self.environment, TMPDIR=shared, OMPI_MCA_btl_vader_backing_directory=shared,
                    **{MARK: f"{self.token}/{name}"})

    @staticmethod
    def mpirun(ranks, *options):
        transport = options or ("--mca", "btl", "self,vader")
        return ["mpirun", "--oversubscribe", "--bind-to", "none", *transport, "-n", str(ranks)]

    def say(self, *arguments):
        """What the program says, nothing being disturbed."""
        done = subprocess.run([self.wain, *arguments], env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Violation(f"code {done.returncode} of {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def digest_of(self, result):
        """Digest of a result, which must be whole and pass its check."""
        content = hashlib.sha256(read(result)).digest()
        if content not in self.digests:
            self.digests[content] = json.loads(self.say("check", result, "--json"))["digest"]
        return self.digests[content]

    def processes(self, night):
        """Living processes of a night: number, and rank where it is one of the program's."""
        wanted = f"{MARK}={self.token}/{night}".encode()
        found = {}
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                variables = read(f"/proc/{name}/environ").split(b"\0")
                if wanted not in variables or read(f"/proc/{name}/stat").rsplit(b")", 1)[1].split()[0] in b"ZX":
                    continue
                is_rank = os.readlink(f"/proc/{name}/exe") == self.wain
            except OSError:
                continue  # it has ended, or is another user's
            rank = [int(v.split(b"=")[1]) for v in variables if v.startswith(b"OMPI_COMM_WORLD_RANK=")]
            found[int(name)] = (rank or [0])[0] if is_rank else None
        return found


def send_signal(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass  # it was faster


def round_of(path):
    """The search's round that a state file tells of, from its layout in io/night_state.c; -1: it can't be said."""
    try:
        data = read(path)
        at = 32

        def number():
            nonlocal at
            at += 8
            return struct.unpack_from("<Q", data, at - 8)[0]

        def skip_texts(count):
            nonlocal at
            for _ in range(count):
                at += number()

        skip_texts(2 * number())  # facts
        skip_texts(2)  # folder, job
        skip_texts(number())  # assignments
        return struct.unpack_from("<i", data, at)[0]
    except (OSError, struct.error, MemoryError, OverflowError):
        return -1


class Life:
    """One run of the program, from its start to its end."""

    def __init__(self, night, ranks, process, log):
        self.night, self.ranks, self.process, self.log = night, ranks, process, log
        self.struck = None  # when the fault came; None: not yet

    def said(self):
        return read(self.log).decode(errors="replace")

    def rank_pids(self):
        found = self.night.place.processes(self.night.name)
        return {rank: pid for pid, rank in found.items() if rank is not None}


class Night:
    """A book's plan, made in as many lives as it takes."""

    def __init__(self, place, book, name, interval=0.03):
        self.place, self.book, self.name = place, book, name
        self.rng = random.Random(name)
        self.folder = os.path.join(place.folder, "nights", name.replace("/", "-"))
        self.logs = self.folder + ".logs"
        os.makedirs(self.folder)
        os.makedirs(self.logs)
        self.interval = interval
        self.lives = self.faults = self.resumed = self.launcher_hung = 0
        self.worst = 0.0  # s from a fault, or from the start where none came, to the end
        self.progress = None  # (round, units done) of the state that was last resumed from
        self.can_resume = True  # with `wain resume`, which wants a whole state
        self.seen = None  # the published file, as it was last looked at
        self.plans = {book.digest}  # digests that may be published
        self.copies = []
        if self.rng.random() < 0.5:
            with open(self.path(RESULT), "wb") as stream:
                stream.write(read(book.old))
            self.plans.add(book.old_digest)

    def path(self, name):
        return os.path.join(self.folder, name)

    def has_state(self):
        return os.path.exists(self.path(STATE)) or os.path.exists(self.path(OLDER))

    # --- a life ---

    def command(self, ranks, launcher):
        words = [*(launcher or (self.place.mpirun(ranks) if ranks else [])), self.place.wain]
        if self.can_resume and self.has_state() and self.rng.random() < 0.5:
            return [*words, "resume", STATE]
        return [*words, "plan", *self.book.arguments, "--set", f"checkpoint.interval={self.interval}", "--resume"]

    def live(self, ranks=0, strike=None, codes=(0,), bound=LONGEST_RUN, launcher=None, begin=None, after=""):
        """Run the program once, let `strike` happen to it at a random moment, and see how it ends: its exit code.

        launcher: words before the program's in place of mpirun; begin: earliest moment of the fault, in runs;
        after: nor does it come before the program has said this.

        A launcher that does not end although no rank is left, or none has got through MPI_Init, is ended as a batch
        system would, and counted: it is not the program's to mend."""
        self.lives += 1
        expected_round = round_of(self.path(STATE))
        command = self.command(ranks, launcher)
        log = os.path.join(self.logs, str(self.lives))
        expected = self.book.time(ranks)
        with open(log, "wb") as stream:
            life = Life(self, ranks, subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=stream,
                                                      env=self.place.environment_of(self.name), stderr=stream), log)
        code = self.watch(life, strike, bound, expected, begin, after)
        said = life.said()
        what = f"life {self.lives}, {ranks} ranks, {' '.join(command[-3:])}"
        if code not in codes and not (ranks and code == KILLED):
            raise Violation(f"{what}: exit code {code}, not one of {sorted(codes)}: {said[-700:]}")
        self.bury(what)
        if code in (5, 9) or (strike and life.ranks and code not in (0, 7)):  # with mpirun it may be another rank's code
            self.allow_part()
        self.judge_result(what)
        self.judge_progress(said, expected_round, what)
        left = [name for name in os.listdir(self.folder) if name.startswith(f".{RESULT}.wain")]
        if code in ORDERLY and left and not (ranks and life.struck):  # with mpirun the code may be of another rank
            raise Violation(f"{what}: code {code} and {left} left behind")
        return code

    def watch(self, life, strike, bound, expected, begin, after):
        began = time.monotonic()
        moment = began + self.rng.uniform((begin or 0) * expected, 1.02 * expected)
        event = self.rng.choice([None, None, f".{RESULT}.wain-tmp", f".{STATE}.wain-tmp", STATE])
        if begin is not None:
            event = None
        while life.process.poll() is None:
            self.look()
            now = time.monotonic()
            if event and os.path.exists(self.path(event)):
                moment, event = min(moment, now + self.rng.uniform(0, 0.004)), None
            if strike and not life.struck and now >= moment and (not after or after in life.said()):
                strike(life)
                life.struck = time.monotonic()
                self.faults += 1
            if now > (life.struck or began) + bound:
                is_launcher = life.ranks and (not life.rank_pids() or " orders" not in life.said())
                self.end_processes()
                life.process.wait()
                if is_launcher:
                    self.launcher_hung += 1
                    return KILLED
                raise Violation(f"life {self.lives}, {life.ranks} ranks: it did not end within {bound} s")
            time.sleep(POLL)
        self.look()
        if strike:
            self.worst = max(self.worst, time.monotonic() - (life.struck or began))
        return life.process.returncode

    def end_processes(self):
        for pid in self.place.processes(self.name):
            send_signal(pid, signal.SIGKILL)

    def bury(self, what):
        """Nothing of a life that has ended is left; ranks without mpirun may take a moment to see it."""
        end = time.monotonic() + 10
        while self.place.processes(self.name):
            if time.monotonic() > end:
                left = self.place.processes(self.name)
                self.end_processes()
                raise Violation(f"{what}: processes left behind: {left}")
            time.sleep(0.02)

    # --- what has to hold ---

    def look(self):
        """Keep a copy of every file that is ever seen under the result's name."""
        try:
            with open(self.path(RESULT), "rb") as stream:
                found = os.fstat(stream.fileno())
                now = (found.st_ino, found.st_size, found.st_mtime_ns)
                if now != self.seen:
                    self.copies.append(stream.read())
                    self.seen = now
        except FileNotFoundError:
            if self.seen:
                self.copies.append(b"")  # it was there and is not any more

    def allow_part(self):
        """A plan of the units that were done when the job had to end; that it is valid is seen to all the same."""
        try:
            self.plans.add(self.place.digest_of(self.path(RESULT)))
        except (Violation, FileNotFoundError):
            pass  # nothing is published, or judge_result() will tell

    def judge_result(self, what):
        for content in self.copies:
            name = os.path.join(self.logs, "published.h5")
            with open(name, "wb") as stream:
                stream.write(content)
            try:
                digest = self.place.digest_of(name)
            except Violation as error:
                raise Violation(f"{what}: what was published is not whole: {error}") from error
            if digest not in self.plans:
                raise Violation(f"{what}: a plan was published that nobody made, {digest}")
        self.copies.clear()

    def judge_progress(self, said, round_before, what):
        found = re.search(r"resumed from .*: (\d+) of \d+ units are done", said)
        if not found:
            return
        self.resumed += 1
        if "generation before is used" in said:
            round_before = -1
        now = (round_before, int(found.group(1)))
        if round_before >= 0:
            if self.progress and now < self.progress:
                raise Violation(f"{what}: resumed with (round, units done) = {now} after {self.progress}")
            self.progress = now

    def complete(self):
        """Go on, undisturbed, to the end."""
        self.live(ranks=self.rng.choice([0] * 36 + [1, 2, 3, 4]))
        digest = self.place.digest_of(self.path(RESULT))
        if digest != self.book.digest:
            raise Violation(f"the plan has digest {digest}, undisturbed it is {self.book.digest}")
        left = sorted(os.listdir(self.folder))
        if left != [RESULT]:
            raise Violation(f"left behind at the end: {left}")

