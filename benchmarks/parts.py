"""Parts of a run of scripts/bench, each of which may fail alone."""

import contextlib
import traceback

from systems import Failed, say


class Parts:
    def __init__(self, after=lambda: None):
        """after: called when a part is over, however."""
        self.failures, self.after = [], after

    @contextlib.contextmanager
    def part(self, name):
        """What fails inside is written down, and the run goes on behind. A signal is no failure of a part."""
        say(name)
        try:
            yield
        except Exception as failure:
            if not isinstance(failure, Failed):
                traceback.print_exc()
            why = str(failure) if isinstance(failure, Failed) else "%s: %s" % (type(failure).__name__, failure)
            self.failures.append({"part": name, "why": why})
            say("%s: FAILED: %s" % (name, why))
        finally:
            self.after()
