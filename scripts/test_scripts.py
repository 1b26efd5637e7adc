"""scripts/build and scripts/cross-validate with stubs of Maven and Java: python3 -m unittest discover -s scripts"""

import gzip
import importlib.machinery
import importlib.util
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
        shutil.copy(os.path.join(ROOT, "scripts", "build"), self.path("scripts/build") if os.makedirs(self.path("scripts")) is None else "")
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

        self.built("building app tool, since ")
        self.quiet()

    def test_a_build_that_was_stopped_is_not_taken_for_one(self):
        self.built()
        write(self.path("app/src/main/java/A.java"), "new")
        ran, _ = self.run_build(MAVEN_STOPS_AT="tool")
        self.assertEqual(143, ran.returncode)
        self.assertFalse(os.path.exists(self.path("target/build.pipe")))

        # Even with the source as it was before.
        write(self.path("app/src/main/java/A.java"), "class A of app")
        self.built("building app tool")
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


if __name__ == "__main__":
    unittest.main()
