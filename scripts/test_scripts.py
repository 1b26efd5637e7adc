"""scripts/build and scripts/cross-validate with stubs of Maven and Java: python3 -m unittest discover -s scripts"""

import gzip
import importlib.machinery
import importlib.util
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
MODULES = "shared", "app", "tool"
# Makes a jar of what the sources of each module hold, as Maven would: those that have classes are not made again.
MAVEN = """#!/bin/sh
echo "$PWD $*" >>"$MAVEN_CALLS"
echo "[INFO] Scanning for projects..."
number=0
for module in shared app tool; do
  number=$((number + 1))
  echo "[INFO] Building $module 1.0-SNAPSHOT      [$number/3]"
  if [ "$module" = "${MAVEN_FAILS_AT:-}" ]; then
    echo "[ERROR] the source is wrong"
    exit 1
  fi
  if [ "$module" = "${MAVEN_STOPS_AT:-}" ]; then
    kill -TERM "$PPID"
    exec sleep 300
  fi
  if [ ! -d "$module/target/classes" ]; then
    echo "[INFO] Compiling 7 source files with javac"
    mkdir -p "$module/target/classes"
    cp -R "$module/src/main/." "$module/target/classes"
  fi
  mkdir -p "$module/target/app"
  (cd "$module/target/classes" && cat $(find . -type f | sort)) >"$module/target/app/$module.jar"
done
"""


def write(name, text, executable=False):
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    if executable:
        os.chmod(name, 0o755)


def read(name):
    with open(name, encoding="utf-8") as file:
        return file.read()


class BuildTest(unittest.TestCase):

    def setUp(self):
        self.outside = self.enterContext(tempfile.TemporaryDirectory())
        self.root = os.path.join(self.outside, "a folder")
        self.calls = os.path.join(self.outside, "calls")
        write(self.path("pom.xml"), "".join("<module>%s</module>\n" % module for module in MODULES))
        write(self.path(".mvn/maven.config"), "-ntp\n")
        for module in MODULES:
            write(self.path(module, "pom.xml"), module)
            write(self.path(module, "src/main/java/A.java"), "class A of %s" % module)
            write(self.path(module, "src/main/java/B.java"), "class B of %s" % module)
            write(self.path(module, "src/test/java/T.java"), "class T of %s" % module)
            write(self.path(module, "src/main/resources/r"), "resource of %s" % module)
        os.makedirs(self.path("scripts"))
        shutil.copy(os.path.join(ROOT, "scripts", "build"), self.path("scripts"))
        write(self.path("scripts/jdk"), '#!/bin/sh\necho "$STUB_JDK"\n', True)
        write(os.path.join(self.outside, "bin", "mvn"), MAVEN, True)
        self.jdk = os.path.join(self.outside, "jdk")
        write(os.path.join(self.jdk, "release"), 'JAVA_RUNTIME_VERSION="25.0.1+8"\n')

    def path(self, *names):
        return os.path.join(self.root, *names)

    def environment(self, **more):
        return {**os.environ, "PATH": os.path.join(self.outside, "bin") + ":" + os.environ["PATH"], "MAVEN_CALLS": self.calls,
                "STUB_JDK": self.jdk, "JAVA_HOME": self.jdk, **more}

    def run_build(self, root=None, **more):
        """The run and the number of calls of Maven in it."""
        before = self.count()
        ran = subprocess.run([os.path.join(root or self.root, "scripts/build")], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             text=True, env=self.environment(**more))
        self.assertEqual("", ran.stdout)
        return ran, self.count() - before

    def count(self):
        return len(read(self.calls).splitlines()) if os.path.exists(self.calls) else 0

    def built(self, *said, root=None, **more):
        ran, calls = self.run_build(root, **more)
        self.assertEqual((0, 1), (ran.returncode, calls), ran.stderr)
        for one in said:
            self.assertIn(one, ran.stderr)
        self.jars_are_of_sources(root or self.root)

    def quiet(self, root=None, **more):
        ran, calls = self.run_build(root, **more)
        self.assertEqual((0, 0, ""), (ran.returncode, calls, ran.stderr))
        self.jars_are_of_sources(root or self.root)

    def jars_are_of_sources(self, root):
        for module in MODULES:
            base = os.path.join(root, module, "src/main")
            sources = sorted("./" + os.path.relpath(os.path.join(folder, name), base)
                             for folder, _, names in os.walk(base) for name in names)
            self.assertEqual("".join(read(os.path.join(base, name)) for name in sources),
                             read(os.path.join(root, module, "target/app", module + ".jar")))

    def keep_time(self, name, change):
        """Changes a file, but not its time."""
        times = os.stat(name)
        change()
        os.utime(name, ns=(times.st_atime_ns, times.st_mtime_ns))

    def test_says_what_it_builds_and_is_quiet_afterwards(self):
        self.built("building shared app tool, since there is no record", "[2/3] app", "[2/3] app: compiling 7 source files", "built in")
        self.quiet()

    def test_what_was_built_before_there_was_a_record_is_built_again(self):
        self.built()
        os.remove(self.path("target/build.stamp"))

        self.built("there is no record")

    def test_times_alone_are_no_reason(self):
        self.built()
        for folder, _, names in os.walk(self.root):
            for name in names:
                os.utime(os.path.join(folder, name))
        self.quiet()

        copy = os.path.join(self.outside, "copy")
        shutil.copytree(self.root, copy, copy_function=shutil.copy)
        self.quiet(root=copy)

    def test_content_is_a_reason_whatever_the_time(self):
        self.built()
        for name, modules in (("tool/src/main/java/A.java", "tool"), ("app/src/main/resources/r", "app tool"),
                              ("shared/src/main/java/B.java", "shared app tool"), ("app/pom.xml", "app tool"),
                              ("pom.xml", "shared app tool"), (".mvn/maven.config", "shared app tool")):
            with self.subTest(name):
                self.keep_time(self.path(name), lambda: write(self.path(name), read(self.path(name)) + "\n"))

                self.built("building %s, since %s is not what they were made with" % (modules, name))
                self.quiet()

    def test_an_older_file_put_back_is_a_reason(self):
        name = self.path("app/src/main/java/A.java")
        old = read(name)
        self.built()
        write(name, "newer")
        self.built()

        write(name, old)
        os.utime(name, (1, 1))

        self.built()

    def test_files_that_come_go_or_move_are_a_reason(self):
        self.built()
        os.remove(self.path("app/src/main/java/B.java"))
        self.built("app/src/main/java/B.java")
        os.remove(self.path("app/src/main/resources/r"))
        self.built("app/src/main/resources/r")
        write(self.path("app/src/main/java/C.java"), "C")
        self.built("app/src/main/java/C.java")
        os.rename(self.path("app/src/main/java/C.java"), self.path("app/src/main/java/D.java"))
        self.built("nor are 1 more")
        self.quiet()

    def test_tests_are_no_reason(self):
        self.built()
        write(self.path("app/target/surefire/booter.jar"), "while tests run")
        write(self.path("app/src/test/java/T.java"), "other")
        self.quiet()

    def test_another_jdk_is_a_reason(self):
        self.built()
        write(os.path.join(self.jdk, "release"), 'JAVA_RUNTIME_VERSION="25.0.2+1"\n')
        self.built("the JDK")
        self.quiet()
        other = os.path.join(self.outside, "other")
        write(os.path.join(other, "release"), 'JAVA_RUNTIME_VERSION="17.0.1"\n')
        self.built("the JDK", JAVA_HOME=other)

    def test_programs_that_are_missing_or_others_are_a_reason(self):
        self.built()
        os.remove(self.path("tool/target/app/tool.jar"))
        self.built("building tool, since tool/target/app/tool.jar")
        # By Maven alone, from other sources that are gone again.
        self.keep_time(self.path("app/target/app/app.jar"), lambda: write(self.path("app/target/app/app.jar"), "other"))
        self.built("building app tool, since app/target/app/app.jar")
        write(self.path("app/target/app/left-1.0.jar"), "of a dependency that is gone")
        self.built()
        self.assertFalse(os.path.exists(self.path("app/target/app/left-1.0.jar")))

    def test_a_build_that_fails_says_why_and_what_was_made_is_kept(self):
        ran, _ = self.run_build(MAVEN_FAILS_AT="app")
        self.assertEqual(1, ran.returncode)
        self.assertIn("[ERROR] the source is wrong\n", ran.stderr)
        self.assertIn("target/build.log", ran.stderr)

        self.built("building app tool, since its last build was not finished")
        self.quiet()

    def test_a_build_that_was_stopped_is_not_taken_for_one(self):
        self.built()
        write(self.path("app/src/main/java/A.java"), "new")
        ran, _ = self.run_build(MAVEN_STOPS_AT="tool")
        self.assertEqual(143, ran.returncode)
        self.assertFalse(os.path.exists(self.path("target/build.pipe")))

        # Even with the source as it was before.
        write(self.path("app/src/main/java/A.java"), "class A of app")
        self.built("building app tool, since its last build was not finished")
        self.quiet()

    def test_what_is_edited_during_the_build_is_built_by_the_next(self):
        write(os.path.join(self.outside, "bin", "mvn"),
              MAVEN + '[ -e edited ] || { touch edited; echo later >app/src/main/java/A.java; }\n', True)
        ran, _ = self.run_build()
        self.assertEqual(0, ran.returncode)

        self.built("app/src/main/java/A.java")
        self.quiet()

    def test_two_at_once_build_once(self):
        runs = [subprocess.Popen([self.path("scripts/build")], stderr=subprocess.PIPE, text=True, env=self.environment())
                for _ in range(3)]
        self.assertEqual([0] * 3, [run.wait() for run in runs])
        for run in runs:
            run.stderr.close()
        self.assertEqual(1, self.count())
        self.quiet()

    def test_a_folder_that_cannot_be_written_is_named(self):
        # Not by permissions: those do not hold for root.
        write(self.path("target"), "")
        ran, calls = self.run_build()
        self.assertEqual((1, 0), (ran.returncode, calls))
        self.assertIn("%s cannot be written, and the programs are to be built, since there is no record" % self.root, ran.stderr)

    def test_without_maven_it_says_so(self):
        os.remove(os.path.join(self.outside, "bin", "mvn"))
        for command in ("bash", "sed", "tr", "dirname", "env"):
            os.symlink(shutil.which(command), os.path.join(self.outside, "bin", command))
        ran, _ = self.run_build(PATH=os.path.join(self.outside, "bin"))
        self.assertEqual((1, "scripts/build: mvn is missing; install Maven\n"), (ran.returncode, ran.stderr))


REQUESTS = [os.path.join("examples/online-retail", name) for name in (
    "features-training-job.json", "training-vectors-model.json", "model-training-job.json")] + ["sagemaker-pipeline-model.json"]
# In place of java: each program as far as the script sees it. Figures depend on what was trained and asked.
JAVA = """#!%s
import json, os, sys, time
jar, arguments = sys.argv[2], sys.argv[3:]
name = os.path.basename(jar)[:-4]
with open(os.environ["JAVA_CALLS"], "a") as calls:
    calls.write(name + chr(10))
of = dict(zip(arguments[1::2], arguments[2::2]))
def there(uri):
    folder = of["--s3"] + "/" + uri[len("s3://"):]
    assert os.listdir(folder), folder
    return folder
if name == "local-sagemaker" and arguments[0] == "train":
    request = json.load(open(of["--job"]))
    channels = {channel["ChannelName"]: there(channel["DataSource"]["S3DataSource"]["S3Uri"]) for channel in request["InputDataConfig"]}
    if "tandem-model:" in request["AlgorithmSpecification"]["TrainingImage"]:
        assert sorted(channels) == ["features", "train"] and request["HyperParameters"]["num_round"] == "9", request
        print("algo-1          | [0] train:logloss=0.5;", flush=True)
        if os.environ.get("STUB_HANGS"):
            open(os.environ["STUB_HANGS"], "w").write(str(os.getpid()))
            time.sleep(300)
    else:
        assert sorted(channels) == ["definition", "train"] and request["HyperParameters"] == {}, request
    output = "%%s/%%s/%%s/output" %% (of["--s3"], request["OutputDataConfig"]["S3OutputPath"][len("s3://"):], request["TrainingJobName"])
    os.makedirs(output)
    open(output + "/model.tar.gz", "w").write("model")
elif name == "local-sagemaker":
    request = json.load(open(of["--job"]))
    for container in ("features",) if request["TransformJobName"] == "train" else ("features", "model"):
        there("s3://tandem-models/" + container)
    name = request["TransformJobName"]
    out = of["--s3"] + "/answers/" + name
    os.makedirs(out)
    open(out + "/records.jsonl.out", "w").write(open(of["--s3"] + "/data/" + name + "/records.jsonl").read())
else:
    of = dict(zip(arguments[::2], arguments[1::2]))
    rows = open(of["--predictions"]).read().splitlines()
    os.makedirs(of["--output"])
    figures = {metric: {"new": {"value": 0.5}} for metric in ("roc_auc", "log_loss", "brier")}
    json.dump({"data": {"rows": len(rows), "positives": sum('"y":1' in row for row in rows)}, "figures": figures},
              open(of["--output"] + "/report.json", "w"))
""" % sys.executable


class CrossValidateTest(unittest.TestCase):

    def setUp(self):
        self.root = os.path.join(self.enterContext(tempfile.TemporaryDirectory()), "a folder")
        self.calls = self.path("calls")
        for program in "feature-container", "model-container", "local-sagemaker", "evaluation":
            write(self.path(program, "target/app", program + ".jar"), program)
        write(self.path("scripts/build"), "#!/bin/sh\n", True)
        write(self.path("scripts/jdk"), '#!/bin/sh\necho "%s/jdk"\n' % self.root, True)
        write(self.path("jdk/bin/java"), JAVA, True)
        write(self.path("jdk/release"), "25")
        shutil.copy(os.path.join(ROOT, "scripts/cross-validate"), self.path("scripts"))
        for name in REQUESTS:
            write(self.path(name), read(os.path.join(ROOT, name)))
        self.records(0)
        for name in "features", "others":
            write(self.path("shop", name + ".json"), json.dumps({"record": {"order": "$.order", "label": "$.y"}, "name": name}))
        # The service takes texts only, the model container's train numbers too.
        for name, rounds in ("hyperparameters", "9"), ("more", 9):
            write(self.path("shop", name + ".json"), json.dumps({"num_round": rounds, "name": name}))

    def path(self, *names):
        return os.path.join(self.root, *names)

    def records(self, first):
        os.makedirs(self.path("shop"), exist_ok=True)
        with gzip.open(self.path("shop", "records.jsonl.gz"), "wt") as file:
            file.writelines('{"order":%d,"y":%d}\n' % (number, number % 2) for number in range(first, first + 40))

    def start(self, *arguments, **more):
        return subprocess.Popen([sys.executable, self.path("scripts/cross-validate"), self.path("shop"), "--folds", "2", *arguments],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.root,
                                env={**os.environ, "JAVA_CALLS": self.calls, **more})

    def validate(self, *arguments, **more):
        """What it prints, and the folder of the predictions; programs were run unless the seed was there."""
        before = self.count()
        run = self.start(*arguments, **more)
        out, err = run.communicate()
        self.assertEqual((0, ""), (run.returncode, err))
        folder = out.split("predictions: ")[1].split("/seed-")[0]
        return out, folder, self.count() - before

    def count(self):
        return len(read(self.calls).splitlines()) if os.path.exists(self.calls) else 0

    def test_the_same_run_is_not_computed_again(self):
        out, folder, calls = self.validate()
        self.assertEqual(11, calls)
        self.assertIn("1 fold 2         20         10    0.5000    0.5000    0.5000\n1 pooled         40         20", out)

        again, same, calls = self.validate("--seeds", "1", "2")

        self.assertEqual((folder, 11), (same, calls))
        self.assertIn("1 pooled         40         20    0.5000    0.5000    0.5000  (computed before)\n2 fold 1", again)
        self.assertEqual(40, len(read(self.path(folder, "seed-2/pooled.jsonl")).splitlines()))

    def test_whatever_made_the_results_names_their_folder(self):
        def appended(*names):
            name = self.path(*names)
            return lambda: write(name, read(name) + "\n")

        folders = [self.validate()[1]]
        for change, arguments, more in (
                (lambda: self.records(7), (), {}),
                (appended("shop/features.json"), (), {}),
                (appended("shop/hyperparameters.json"), (), {}),
                (None, ("--features", "others.json"), {}),
                (None, ("--hyperparameters", "more.json"), {}),
                (None, ("--folds", "4"), {}),
                (None, (), {"JAVA_TOOL_OPTIONS": "-Dx=y"}),
                (appended("model-container/target/app/model-container.jar"), (), {}),
                (appended("feature-container/target/app/feature-container.jar"), (), {}),
                (lambda: write(self.path("model-container/target/app/xgboost-9.jar"), "x"), (), {}),
                (appended("local-sagemaker/target/app/local-sagemaker.jar"), (), {}),
                (appended("evaluation/target/app/evaluation.jar"), (), {}),
                *((appended(name), (), {}) for name in REQUESTS),
                (appended("scripts/cross-validate"), (), {}),
                (lambda: write(self.path("jdk/release"), "25.0.1"), (), {})):
            with self.subTest(change=change, arguments=arguments, more=more):
                if change:
                    change()
                _, folder, calls = self.validate(*arguments, **more)

                self.assertNotIn(folder, folders)
                self.assertGreaterEqual(calls, 11)
                folders.append(folder)
        self.assertTrue(all(os.path.exists(self.path(folder, "seed-1/pooled.jsonl")) for folder in folders))

    def test_times_and_places_are_nothing_that_made_them(self):
        _, folder, _ = self.validate()
        for name in "shop/records.jsonl.gz", "model-container/target/app/model-container.jar":
            os.utime(self.path(name), (1, 1))

        # Containers see nothing of the environment.
        _, same, calls = self.validate(SAGEMAKER_INFERENCE_OUTPUT="probability", OMP_NUM_THREADS="1")

        self.assertEqual((folder, 0), (same, calls))

    def test_a_link_leads_to_the_last_run_of_two_files(self):
        self.validate()
        self.records(7)
        _, folder, _ = self.validate()

        self.assertEqual(os.path.basename(folder), os.readlink(self.path("target/cross-validate/shop/features+hyperparameters")))

    def test_a_run_that_was_stopped_leaves_no_process_and_no_results(self):
        hung = self.path("hung")
        run = self.start(STUB_HANGS=hung)
        while not os.path.exists(hung) or not os.path.getsize(hung):
            self.assertIsNone(run.poll())
        run.send_signal(signal.SIGTERM)
        run.communicate()

        self.assertEqual(143, run.returncode)
        self.assertFalse(os.path.exists("/proc/" + read(hung)))
        self.assertEqual(11, self.validate()[2])

    def test_two_runs_of_the_same_at_once_compute_it_once(self):
        runs = [self.start(), self.start()]
        outs = [run.communicate()[0] for run in runs]

        self.assertEqual([0, 0], [run.returncode for run in runs])
        self.assertEqual(1, sum("computed before" in out for out in outs))
        self.assertEqual(11, self.count())

    def test_faults_are_said_in_a_line(self):
        for arguments, fault in ((("--features", "no.json"), "there is no %s" % self.path("shop/no.json")),
                                 (("--folds", "1"), "--folds: expected 2 or more")):
            run = self.start(*arguments)
            _, err = run.communicate()
            self.assertNotEqual(0, run.returncode)
            self.assertIn(fault, err.splitlines()[-1])


class ProgressTest(unittest.TestCase):
    """What is said while a fold is computed, by a clock of its own."""

    @classmethod
    def setUpClass(cls):
        loader = importlib.machinery.SourceFileLoader("cross_validate", os.path.join(ROOT, "scripts/cross-validate"))
        cls.module = importlib.util.module_from_spec(importlib.util.spec_from_loader("cross_validate", loader))
        loader.exec_module(cls.module)

    def test_the_round_is_that_of_the_last_line_of_a_container(self):
        log = (b"local-sagemaker | online-retail-model: Training\nalgo-1          | [0] train:logloss=0.5;\n"
               b"algo-1          | [11] train:logloss=0.4;\nalgo-1          | [12")
        self.assertEqual([b"0", b"11"], self.module.ROUND.findall(log))

    def progress(self, terminal):
        stream = io.StringIO()
        stream.isatty = lambda: terminal
        self.now = 0
        progress = self.module.Progress(4, stream, lambda: self.now)
        progress.fold("seed 1, fold 1 of 2")
        return progress, stream

    def test_a_terminal_has_one_line_that_changes(self):
        progress, stream = self.progress(True)
        self.now = 1
        progress.tick("training model", 11, "300")
        self.assertEqual("\rseed 1, fold 1 of 2, training model, round 12 of 300, 1 s so far", stream.getvalue())
        self.now = 60
        progress.fold_is_done()
        progress.tick("evaluation", None, "300")
        self.assertIn("\rseed 1, fold 1 of 2, evaluation, 60 s so far, about 3 min left", stream.getvalue())
        progress.clear()
        self.assertTrue(stream.getvalue().endswith(" \r"))

    def test_a_log_has_a_line_every_half_minute(self):
        progress, stream = self.progress(False)
        for self.now in range(0, 100, 5):
            progress.tick("training model", self.now, "300")
        progress.clear()
        self.assertEqual(["scripts/cross-validate: seed 1, fold 1 of 2, training model, round %d of 300, %s so far" % one
                          for one in ((31, "30 s"), (61, "60 s"), (91, "2 min"))], stream.getvalue().splitlines())


if __name__ == "__main__":
    unittest.main()
