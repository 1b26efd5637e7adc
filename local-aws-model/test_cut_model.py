"""The resource and the verdicts are what the scripts make: python3 -m unittest discover -s local-aws-model"""

import importlib.util
import json
import os
import sys
import unittest

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True


def load(file):
    spec = importlib.util.spec_from_file_location("script", os.path.join(FOLDER, file))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(file):
    with open(file, encoding="utf-8") as text:
        return text.read()


cut_model = load("cut-model.py")
GOLDEN = f"src/test/resources/golden/botocore-{cut_model.VERSION}/make_verdicts.py"


def botocore_version():
    try:
        import botocore
    except ImportError:
        return None
    return botocore.__version__


of_that_botocore = unittest.skipUnless(
    botocore_version() == cut_model.VERSION,
    f"botocore is {botocore_version() or 'missing'}, the model is of {cut_model.VERSION}")


class ResourceTest(unittest.TestCase):

    @of_that_botocore
    def test_the_resource_is_what_the_script_makes(self):
        for service in cut_model.API:
            with self.subTest(service):
                self.assertEqual(cut_model.made(service), read(cut_model.resource(service)))

    @of_that_botocore
    def test_the_verdicts_are_what_botocore_says(self):
        verdicts = load(GOLDEN)
        for service in cut_model.API:
            with self.subTest(service):
                self.assertEqual("".join(verdicts.verdicts(service)), read(verdicts.file(service)))

    def test_the_version_is_told_everywhere(self):
        for service in cut_model.API:
            resource = json.loads(read(cut_model.resource(service)))
            self.assertEqual(cut_model.VERSION, resource["metadata"]["botocore"])
        self.assertEqual(cut_model.VERSION, load(GOLDEN).VERSION)
        for file in "README.md", "../NOTICE":
            self.assertIn(f"botocore {cut_model.VERSION}", read(os.path.join(FOLDER, file)))


class CutTest(unittest.TestCase):
    """A model in small, and one of its operations."""

    def setUp(self):
        self.model = {
            "metadata": {"apiVersion": "1", "protocol": "json", "serviceId": "S", "targetPrefix": "S", "uid": "s"},
            "operations": {
                name: {"name": name, "input": {"shape": "In"}, "errors": [{"shape": "Lost", "documentation": "d"}]}
                for name in ("AddTags", "Other")},
            "shapes": {
                "In": {"type": "structure", "required": ["A"], "members": {
                    "A": {"shape": "Map", "documentation": "d"}, "B": {"shape": "Name", "idempotencyToken": True, "deprecated": True}}},
                "Map": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "List"}, "max": 3},
                "List": {"type": "list", "member": {"shape": "Number"}},
                "Name": {"type": "string", "pattern": "a+", "documentation": "d"},
                "Number": {"type": "integer", "box": True, "min": 1},
                "Lost": {"type": "structure", "members": {}, "exception": True},
                "Unused": {"type": "string"}}}

    def cut(self):
        return cut_model.cut(self.model, ["AddTags"], "1.2")

    def test_shapes_that_are_needed_stay_with_all_that_they_ask_for(self):
        cut = self.cut()
        self.assertEqual({"In", "Map", "List", "Name", "Number", "Lost"}, cut["shapes"].keys())
        self.assertEqual({"type": "string", "pattern": "a+"}, cut["shapes"]["Name"])
        self.assertEqual({"type": "integer", "min": 1}, cut["shapes"]["Number"])
        self.assertEqual({"A": {"shape": "Map"}, "B": {"shape": "Name"}}, cut["shapes"]["In"]["members"])
        self.assertEqual({"input": {"shape": "In"}, "errors": [{"shape": "Lost"}]}, cut["operations"]["AddTags"])
        self.assertEqual({"AddTags"}, cut["operations"].keys())
        self.assertEqual("1.2", cut["metadata"]["botocore"])

    def test_a_trait_that_is_not_known_is_not_left_out(self):
        self.model["shapes"]["In"]["union"] = True
        self.assertRaisesRegex(SystemExit, "In has union", self.cut)

    def test_a_trait_of_a_member_that_is_not_known_is_not_left_out(self):
        self.model["shapes"]["In"]["members"]["A"]["location"] = "header"
        self.assertRaisesRegex(SystemExit, "In.A has location", self.cut)


if __name__ == "__main__":
    unittest.main()
