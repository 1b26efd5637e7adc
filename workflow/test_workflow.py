"""The workflow's checks, each on a definition or a template spoilt once, and scripts/workflow as a program:

python3 -m unittest discover -s workflow
"""

import contextlib
import copy
import io
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
import types
import unittest

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(FOLDER)
SCRIPT = os.path.join(ROOT, "scripts", "workflow")
sys.dont_write_bytecode = True
sys.path.insert(0, FOLDER)

from checks import definition, form, parity, permissions, requests, template, tools  # noqa: E402
from checks.all import lines  # noqa: E402

TRAINING, MARKETS = "training.asl.json", "markets.asl.json"
MACHINE = definition.read(os.path.join(FOLDER, TRAINING))
TEMPLATE_FILE = os.path.join(FOLDER, "template.yaml")
TEMPLATE = template.read(TEMPLATE_FILE)


# What follows the name of a job when it is tried again.
AGAIN = (" & ($states.context.State.RetryCount > 0 ? '-' & $states.context.State.RetryCount : '')"
         " & ($states.context.Execution.RedriveCount > 0 ? '-r' & $states.context.Execution.RedriveCount : '') %}")


class CheckTest(unittest.TestCase):

    def setUp(self):
        self.machine = copy.deepcopy(MACHINE)
        self.states = {state.name: state.fields for state in definition.states(self.machine)}
        self.template = copy.deepcopy(TEMPLATE)

    def found(self, expected, problems):
        """Exactly this problem."""
        self.assertEqual([expected], problems)


class FormTest(CheckTest):

    def form(self):
        return form.problems(self.machine)

    def test_of_the_definition_is_right(self):
        self.assertEqual([], self.form())
        self.assertGreater(len(self.states), 50)

    def test_targets_that_are_not_there(self):
        def goes(name, field, index, target):
            fields = self.states[name]
            (fields if index is None else fields[field][index]).update(
                {field if index is None else "Next": target})

        for name, field, index in (("Register", "Next", None), ("ObjectsThere", "Default", None),
                                   ("EndpointServes", "Choices", 0), ("Approval", "Catch", 0)):
            with self.subTest(name=name, field=field):
                self.setUp()
                goes(name, field, index, "Nowhere")
                self.assertIn("%s: %s goes to Nowhere, which is not there" % (name, field), self.form())

        self.setUp()
        self.machine["StartAt"] = "Nowhere"
        self.found("StartAt: there is no state Nowhere", self.form())

    def test_states_that_no_way_leads_to_or_that_lead_to_no_end(self):
        self.machine["States"]["Island"] = {"Type": "Succeed"}
        self.found("Island: no way leads to it", self.form())

        self.setUp()
        self.states["InputObjects"]["ItemProcessor"]["States"]["Island"] = {"Type": "Succeed"}
        self.found("Island: no way leads to it", self.form())

        self.setUp()
        self.states["EndpointServes"].update(Default="WaitForEndpoint")
        del self.states["EndpointServes"]["Choices"][1]
        self.assertIn("WaitForEndpoint: no way leads from it to an end", self.form())

    def test_states_that_neither_end_nor_go_on_or_do_both(self):
        del self.states["Verdict"]["Next"]
        self.assertIn("Verdict: either Next or End is needed", self.form())

        self.setUp()
        self.states["Verdict"]["End"] = True
        self.found("Verdict: either Next or End is needed", self.form())

        self.setUp()
        del self.states["GatesHold"]["Default"]
        self.assertIn("GatesHold: Default is missing", self.form())

    def test_fields_of_jsonpath_and_unknown_ones(self):
        for field in "InputPath", "ResultPath", "Parameters", "ResultSelector":
            with self.subTest(field):
                self.setUp()
                self.states["Verdict"][field] = "$"
                self.found("Verdict: %s is of JSONPath, and the machine is of JSONata" % field, self.form())

        self.setUp()
        self.states["Verdict"]["Argument"] = {}
        self.found("Verdict: Argument is not known", self.form())

        self.setUp()
        self.states["Verdict"]["Retry"][0]["Attempts"] = 1
        self.found("Verdict: Retry 1: Attempts is not known", self.form())

        self.setUp()
        del self.machine["QueryLanguage"]
        self.found("the machine: QueryLanguage is not JSONata", self.form())

        self.setUp()
        self.states["InputObjects"]["ItemProcessor"]["ProcessorConfig"]["Mode"] = "DISTRIBUTED"
        self.found("the machine of FindObject: only inline maps are run locally", self.form())

    def test_types_and_integrations_that_do_not_run_locally(self):
        self.states["Verdict"]["Type"] = "Activity"
        self.found("Verdict: Type Activity is not known", self.form())

        for resource in ("lambda:invoke", "sagemaker:createModel.sync", "aws-sdk:s3:deleteObject",
                         "sagemaker:createMdel"):
            with self.subTest(resource):
                self.setUp()
                self.states["Verdict"]["Resource"] = "arn:aws:states:::" + resource
                self.found("Verdict: Resource arn:aws:states:::%s is none of those that run locally" % resource,
                           self.form())

    def test_expressions_that_are_not_whole(self):
        for text, problem in (("{% $run", "an expression is a whole text from {% to %}"),
                              ("run {% $run %}", "an expression is a whole text from {% to %}"),
                              ("{% $substring($run, 0 %}", "( is not closed"),
                              ("{% $run) %}", ") closes nothing"),
                              ("{% 'run %}", "a text in the expression is not closed"),
                              ("{% $states.results %}", "$states has no results")):
            with self.subTest(text):
                self.setUp()
                self.states["Refused"]["Cause"] = text
                self.found("Refused: Cause: " + problem, self.form())
        self.setUp()
        self.states["Refused"]["Cause"] = "{% $replace($run, /[(]'/, ')') & 3 / 4 / 5 & \"it's\" %}"
        self.assertEqual([], self.form())

    def test_variables_that_nothing_assigns(self):
        self.states["Refused"]["Cause"] = "{% $refusl %}"
        self.found("Refused: no state assigns $refusl", self.form())

        self.setUp()
        self.states["Refused"]["Cause"] = "{% ($own := 1; $map([1], function($each) { $each + $own })) %}"
        self.assertEqual([], self.form())

    def test_name_that_two_states_have_and_errors_that_hide_others(self):
        self.states["InputObjects"]["ItemProcessor"]["States"]["Done"] = {"Type": "Succeed"}
        self.states["FindObject"].update(Next="Done")
        del self.states["FindObject"]["End"]
        self.found("Done: two states have this name", self.form())

        self.setUp()
        self.states["Verdict"]["Retry"].insert(0, {"ErrorEquals": ["States.ALL"]})
        self.found("Verdict: Retry: States.ALL stands alone and last", self.form())


class RequestsTest(CheckTest):

    def requests(self):
        self.checked = requests.Requests(ROOT)
        return self.checked.check(self.machine)

    def test_of_the_definition_are_right_and_what_is_not_looked_at_is_told(self):
        self.assertEqual([], self.requests())
        self.assertGreater(self.checked.constants, 100)
        self.assertIn("UpdateEndpoint: its Arguments are computed", self.checked.notes)
        self.assertIn("Verdict: no model of aws-sdk:s3 here", self.checked.notes)

    def test_wrong_action(self):
        self.states["VectorsModel"]["Resource"] = "arn:aws:states:::sagemaker:createMdel"
        self.found("VectorsModel: CreateMdel is no operation of sagemaker; did you mean CreateModel?", self.requests())

        self.setUp()
        self.states["ScalingPolicy"]["Resource"] = "arn:aws:states:::aws-sdk:applicationautoscaling:putScalingPolicies"
        self.found("ScalingPolicy: PutScalingPolicies is no operation of application-autoscaling;"
                   " did you mean PutScalingPolicy?", self.requests())

    def test_members_that_are_unknown_or_missing(self):
        arguments = self.states["TrainModel"]["Arguments"]
        arguments["ResourceConfig"]["InstanceTyp"] = arguments["ResourceConfig"].pop("InstanceType")
        self.found("TrainModel.ResourceConfig.InstanceTyp is not known; did you mean InstanceType?", self.requests())

        self.setUp()
        del self.states["Report"]["Arguments"]["ProcessingResources"]
        self.found("Report.ProcessingResources is missing", self.requests())

    def test_constants_of_wrong_types_enums_patterns_and_lengths(self):
        def put(name, *place):
            value, at = place[-1], self.states[name]["Arguments"]
            for step in place[:-2]:
                at = at[step]
            at[place[-2]] = value

        for expected, change in (
                ("Vectors.BatchStrategy is MultipleRecord, none of the values it may have; did you mean MultiRecord?",
                 ("Vectors", "BatchStrategy", "MultipleRecord")),
                ("Vectors.MaxPayloadInMB is no whole number", ("Vectors", "MaxPayloadInMB", "1")),
                ("Vectors.MaxPayloadInMB is -1, fewer than 0", ("Vectors", "MaxPayloadInMB", -1)),
                ("FitFeatures.EnableNetworkIsolation is neither true nor false",
                 ("FitFeatures", "EnableNetworkIsolation", "true")),
                ("EndpointConfig.ProductionVariants[0].VariantName is a_b, which does not match"
                 " [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
                 ("EndpointConfig", "ProductionVariants", 0, "VariantName", "a_b")),
                ("EndpointConfig.ProductionVariants[0].ModelDataDownloadTimeoutInSeconds is 3601, more than 3600",
                 ("EndpointConfig", "ProductionVariants", 0, "ModelDataDownloadTimeoutInSeconds", 3601)),
                ("EndpointConfig.ProductionVariants has 0 elements, fewer than 1",
                 ("EndpointConfig", "ProductionVariants", [])),
                ("FitFeatures.InputDataConfig is no list", ("FitFeatures", "InputDataConfig", {})),
                ("VectorsModel.PrimaryContainer is no object", ("VectorsModel", "PrimaryContainer", "x")),
                ("VectorsModel.PrimaryContainer.Environment.A is no text",
                 ("VectorsModel", "PrimaryContainer", "Environment", "A", 1)),
                ("the key 1A of VectorsModel.PrimaryContainer.Environment is 1A, which does not match"
                 " [a-zA-Z_][a-zA-Z0-9_]*", ("VectorsModel", "PrimaryContainer", "Environment", "1A", "")),
                ("TrainModel.AlgorithmSpecification.MetricDefinitions[0].Name has 256 characters, more than 255",
                 ("TrainModel", "AlgorithmSpecification", "MetricDefinitions", 0, "Name", "n" * 256))):
            with self.subTest(expected):
                self.setUp()
                put(*change)
                self.found(expected, self.requests())


class PermissionsTest(CheckTest):

    def permissions(self):
        return permissions.problems(self.machine, self.template, self.file)

    def setUp(self):
        super().setUp()
        self.file = TRAINING

    def statements(self):
        """Those of the machine's own role and those that both machines share."""
        resources = self.template["Resources"]
        own = {TRAINING: "WorkflowRole", MARKETS: "MarketsRole"}[self.file]
        policies = [*resources[own]["Properties"]["Policies"], resources["RunsJobs"]["Properties"]]
        return {each["Sid"]: each for policy in policies
                for each in permissions.statements(policy["PolicyDocument"]["Statement"])}

    def statement(self, sid):
        return self.statements()[sid]

    def use(self, file):
        self.setUp()
        self.file, self.machine = file, definition.read(os.path.join(FOLDER, file))

    def test_of_the_template_are_what_the_states_need(self):
        self.assertEqual([], self.permissions())
        self.assertGreater(len(permissions.needed(self.machine)), 40)

        self.use(MARKETS)
        self.assertEqual([], self.permissions())

    def test_machine_that_the_template_lacks(self):
        self.file = "other.asl.json"
        self.found("the template has 0 machines of other.asl.json", self.permissions())

    def test_each_action_that_is_missing_is_found(self):
        for file, least in (TRAINING, 50), (MARKETS, 25):
            self.use(file)
            actions = [(sid, action) for sid, statement in self.statements().items()
                       for action in permissions.as_list(statement["Action"])]
            self.assertGreater(len(actions), least)
            for sid, action in actions:
                with self.subTest(file=file, sid=sid, action=action):
                    self.use(file)
                    statement = self.statement(sid)
                    statement["Action"] = [each for each in permissions.as_list(statement["Action"]) if each != action]
                    self.assertTrue(any(problem.startswith(action + " is needed") for problem in self.permissions()))

    def test_action_in_excess(self):
        for action in "sagemaker:DeleteEndpoint", "sagemaker:*", "s3:PutObject":
            with self.subTest(action):
                self.setUp()
                self.statement("Endpoint")["Action"].append(action)
                self.found("%s is allowed and nothing needs it" % action, self.permissions())

    def test_state_that_is_gone_leaves_its_permissions_in_excess(self):
        self.states["Reject"].update(Type="Pass")
        self.states["Approve"].update(Type="Pass")
        self.found("sagemaker:UpdateModelPackage is allowed and nothing needs it", self.permissions())

        self.setUp()
        self.states["Approval"].update(Type="Pass")
        self.found("sns:Publish is allowed and nothing needs it", self.permissions())

    def test_state_that_is_new_lacks_its_permissions(self):
        self.states["NothingServes"].update(Type="Task", Resource="arn:aws:states:::aws-sdk:sagemaker:deleteModel")
        self.found("sagemaker:DeleteModel is needed on :model/ and not allowed", self.permissions())

    def test_resources_of_other_kinds(self):
        self.statement("ReadVerdict")["Resource"] = {"Fn::Sub": "arn:${AWS::Partition}:s3:::${OrdersBucket}"}
        self.found("s3:GetObject is needed on /verdict.json and not allowed", self.permissions())

        self.setUp()
        self.statement("Jobs")["Resource"].append({"Fn::Sub": "arn:${AWS::Partition}:sagemaker:::notebook/*"})
        self.found("no action is needed on arn:${AWS::Partition}:sagemaker:::notebook/*", self.permissions())

    def test_role_passed_to_another_service(self):
        self.statement("JobRole")["Condition"]["StringEquals"]["iam:PassedToService"] = "ec2.amazonaws.com"
        self.assertIn("iam:PassRole is needed on sagemaker.amazonaws.com and not allowed", self.permissions())

    def test_log_needs_permissions_as_long_as_it_is_written(self):
        del self.template["Resources"]["Workflow"]["Properties"]["LoggingConfiguration"]
        self.assertIn("logs:CreateLogDelivery is allowed and nothing needs it", self.permissions())


class ParityTest(CheckTest):

    def parity(self):
        return parity.problems(self.machine, ROOT)

    def test_of_the_definition_and_the_files_by_hand(self):
        self.assertEqual([], self.parity())
        self.assertEqual([], parity.missing_files(ROOT))

    def test_values_that_differ_are_found(self):
        self.states["Vectors"]["Arguments"]["MaxPayloadInMB"] = 2
        self.found("Vectors and examples/online-retail/training-vectors-job.json: MaxPayloadInMB is 2, not 1",
                   self.parity())

        self.setUp()
        del self.states["OldPredictions"]["Arguments"]["DataProcessing"]["JoinSource"]
        self.found("OldPredictions and examples/online-retail/later-orders-job.json:"
                   ' DataProcessing.JoinSource is not there, not "Input"', self.parity())

        self.setUp()
        self.states["TrainModel"]["Arguments"]["EnableManagedSpotTraining"] = True
        self.found("TrainModel and examples/online-retail/model-training-job.json:"
                   " EnableManagedSpotTraining is true, not not there", self.parity())

    def test_address_that_is_no_expression_is_found(self):
        self.states["TrainModel"]["Arguments"]["RoleArn"] = "arn:aws:iam::123456789012:role/mine"
        self.assertIn("RoleArn is", self.parity()[0])

    def test_computed_list_lacks_an_element_of_the_file(self):
        report = self.states["Report"]["Arguments"]
        report["ProcessingInputs"] = report["ProcessingInputs"].replace("/input/old-model", "/input/oldmodel")
        problem, = self.parity()
        self.assertRegex(problem, 'ProcessingInputs lacks {"InputName": "old-model"')

    def test_registry_has_other_containers_than_the_model(self):
        self.states["Register"]["Arguments"]["InferenceSpecification"]["Containers"][1]["Environment"].clear()
        self.assertIn("Register and PipelineModel: Containers[1].Environment", self.parity()[0])

    def test_markets_have_the_same_bodies(self):
        self.machine = definition.read(os.path.join(FOLDER, MARKETS))
        self.assertEqual([], parity.problems(self.machine, ROOT, whole=False))
        self.assertIn("Report and deploy/evaluation-job.json: there is no such state", self.without("Report"))
        inner = self.machine["States"]["Markets"]["ItemProcessor"]["States"]
        inner["OldPredictions"]["Arguments"]["BatchStrategy"] = "SingleRecord"
        problem, = parity.problems(self.machine, ROOT, whole=False)
        self.assertRegex(problem, "OldPredictions and .*: BatchStrategy is \"SingleRecord\"")

    def without(self, name):
        machine = copy.deepcopy(self.machine)
        del machine["States"]["Markets"]["ItemProcessor"]["States"][name]
        return parity.problems(machine, ROOT)

    def test_state_that_is_gone(self):
        del self.machine["States"]["Report"]
        self.found("Report and deploy/evaluation-job.json: there is no such state", self.parity())


class DefinitionTest(CheckTest):
    """What holds of this definition beyond its form."""

    def test_names_have_no_more_than_63_characters(self):
        longest = 40 + len("-candidate") + len("-8") + len("-r1000")
        self.assertLessEqual(longest, 63)
        names = self.names("$run & '-")
        self.assertEqual(11, len(names))
        for text in names:
            self.assertLessEqual(len(text.split("'")[1]), len("-candidate"))
            # SageMaker refuses a name that a retry or a redrive has used before.
            self.assertTrue(text.endswith(AGAIN), text)
        # 31 characters, a hyphen and 8 of the hash.
        self.assertIn("$length($name) > 40 ? $substring($name, 0, 31) & '-' & $substring($hash(",
                      self.states["Names"]["Assign"]["run"])

    def names(self, begin):
        return [text for state in definition.tasks(self.machine)
                for place, text in form.texts(state.fields.get("Arguments"))
                if place.endswith("Name") and begin in text]

    def test_every_call_of_sagemaker_waits_for_its_turn(self):
        for state in definition.tasks(self.machine):
            service, _, _ = definition.integration(state)
            # An error that is not in the service's model has the name of the client's base class: "Rate exceeded" too.
            expected = {
                "sagemaker": {"SageMaker.AmazonSageMakerException", "ThrottlingException"},
                "aws-sdk:sagemaker": {"SageMaker.SageMakerException", "ThrottlingException"},
                "aws-sdk:applicationautoscaling": {
                    "ApplicationAutoScaling.ApplicationAutoScalingException", "ThrottlingException"}}.get(service, set())
            errors = {error for retry in state.fields.get("Retry", []) for error in retry["ErrorEquals"]}
            self.assertTrue(expected <= errors, state.name)

    def test_demo_input_has_what_is_asked_for(self):
        demo = definition.read(os.path.join(FOLDER, "demo-input.json"))
        wanted = self.states["Names"]["Assign"]["lacking"].split("[")[2].split("]")[0]
        for place in wanted.replace("'", "").split(", "):
            at = demo
            for step in place.split("."):
                self.assertIn(step, at, place)
                at = at[step]

    def test_auto_scaling_only_when_asked(self):
        self.assertEqual("{% $exists($input.scaling) %}", self.states["ScalingAsked"]["Choices"][0]["Condition"])
        self.assertEqual("Probe", self.states["ScalingAsked"]["Default"])
        self.assertTrue(self.states["ScalingLetsGo"]["Items"].startswith("{% $exists($input.scaling) ? "))


class MarketsTest(CheckTest):

    def setUp(self):
        self.machine = definition.read(os.path.join(FOLDER, MARKETS))
        self.states = {state.name: state.fields for state in definition.states(self.machine)}

    def test_one_that_fails_stops_no_other(self):
        for name, fields in self.states["Markets"]["ItemProcessor"]["States"].items():
            self.assertNotEqual("Fail", fields["Type"], name)
            if fields["Type"] == "Task":
                self.assertEqual([["States.ALL"], "Broke"],
                                 [fields["Catch"][0]["ErrorEquals"], fields["Catch"][0]["Next"]], name)

    def test_names_have_no_more_than_63_characters(self):
        # The run, a market, what is made.
        self.assertLessEqual(24 + 1 + 20 + len("-candidate") + len("-8") + len("-r1000"), 63)
        self.assertIn("$length($name) > 24 ? $substring($name, 0, 15) & '-' & $substring($hash(",
                      self.states["Names"]["Assign"]["run"])
        self.assertIn("$length(market) > 20", self.states["InputComplete"]["Choices"][1]["Condition"])
        names = [text for state in definition.tasks(self.machine)
                 for place, text in form.texts(state.fields["Arguments"])
                 if re.fullmatch(r"(\w+Job|Model)Name", place) and "'-" in text]
        self.assertEqual(8, len(names))
        for text in names:
            self.assertLessEqual(len(text.split("'")[1]), len("-candidate"))
            self.assertTrue(text.endswith(AGAIN), text)


class PictureTest(unittest.TestCase):
    """states.dot shows the definition, states.svg is drawn of it."""

    def setUp(self):
        self.expected = set()
        for scope in definition.scopes(MACHINE):
            for name, fields in scope["States"].items():
                self.expected |= {(name, target) for _, target in form.nexts(fields)}
                inner = fields.get("Branches", [fields["ItemProcessor"]] if "ItemProcessor" in fields else [])
                self.expected |= {(name, each["StartAt"]) for each in inner}

    def test_arrows_are_the_ways_from_state_to_state(self):
        with open(os.path.join(FOLDER, "states.dot"), encoding="utf-8") as file:
            arrows = re.findall(r"(?m)^ +(\w+) -> (\w+)", file.read())
        self.assertEqual(self.expected, set(arrows))
        self.assertEqual(len(self.expected), len(arrows))

    def test_drawing_has_these_arrows(self):
        with open(os.path.join(FOLDER, "states.svg"), encoding="utf-8") as file:
            drawn = re.findall(r"<title>(\w+)&#45;&gt;(\w+)</title>", file.read())
        self.assertEqual(self.expected, set(drawn))


class ReadmeTest(unittest.TestCase):

    def test_input_table_has_what_the_definition_asks_for(self):
        with open(os.path.join(FOLDER, "README.md"), encoding="utf-8") as file:
            table = file.read().split("\n## Input\n")[1].split("\n## ")[0]
        known = set(re.findall(r"`\.?([\w.]+)`", table))
        used = {name for state in definition.states(MACHINE) for _, text in form.texts(state.fields)
                for name in re.findall(r"\$input\.(\w+)", text)}
        self.assertGreater(len(used), 15)
        self.assertEqual(set(), used - {each.split(".")[0] for each in known})


class TemplateTest(unittest.TestCase):

    def test_reader_reads_what_others_read(self):
        try:
            import cfnlint.decode
        except ImportError:
            self.skipTest("cfn-lint is not installed")
        read, problems = cfnlint.decode.decode(TEMPLATE_FILE)
        self.assertEqual([], problems)
        self.assertEqual(json.loads(json.dumps(read)), TEMPLATE)

    def test_reader_refuses_what_it_does_not_know(self):
        for text in "a: {b: 1}", "a: &b 1", "a: 1\na: 2", "a: [1", "a:\nb: 1", "a: 'b'":
            with self.subTest(text):
                with self.assertRaises(template.Unreadable):
                    template.parse(text)

    def test_schedule_is_off_and_nothing_of_the_runs_is_in_it(self):
        self.assertEqual("DISABLED", TEMPLATE["Parameters"]["ScheduleState"]["Default"])
        self.assertEqual([], [each["Type"] for each in TEMPLATE["Resources"].values()
                              if each["Type"].startswith("AWS::SageMaker::")])

    def test_jobs_overwrite_nothing_that_is_published(self):
        [policy] = TEMPLATE["Resources"]["JobRole"]["Properties"]["Policies"]
        [denied] = [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Deny"]
        self.assertEqual("s3:PutObject", denied["Action"])
        self.assertTrue(denied["Resource"]["Fn::Sub"].endswith(":${ArtifactsBucket}/${PublishPrefix}*"))
        # An empty prefix would be all that jobs write.
        prefix = TEMPLATE["Parameters"]["PublishPrefix"]
        self.assertRegex(prefix["Default"], "\\A%s\\Z" % prefix["AllowedPattern"])
        self.assertNotRegex("", "\\A%s\\Z" % prefix["AllowedPattern"])

    def test_run_log_has_no_orders(self):
        logging = TEMPLATE["Resources"]["Workflow"]["Properties"]["LoggingConfiguration"]
        self.assertIs(False, logging["IncludeExecutionData"])


class ToolsTest(unittest.TestCase):

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        for file in TRAINING, MARKETS, "template.yaml":
            shutil.copy(os.path.join(FOLDER, file), self.folder)

    def edit(self, file, old, new):
        path = os.path.join(self.folder, file)
        with open(path, encoding="utf-8") as opened:
            text = opened.read()
        self.assertIn(old, text)
        with open(path, "w", encoding="utf-8") as opened:
            opened.write(text.replace(old, new, 1))

    def found(self, name, **environment):
        return next(line for line in lines(ROOT, self.folder, environment or None) if line.name == name)

    def test_missing_ones_are_skipped_by_name(self):
        for name in "asl-validator", "cfn-lint":
            if os.path.exists(os.path.join(ROOT, "node_modules", ".bin", name)):
                continue
            line = self.found(name, PATH=self.folder)
            self.assertTrue(line.skipped)
            self.assertRegex(line.text(), "^%s +skipped +not installed" % name)
            self.assertEqual([], line.problems)

    def test_cfn_lint_finds_faults_of_the_template_and_of_the_definition_in_it(self):
        if not tools.cfn_lint():
            self.skipTest("cfn-lint is not installed")
        self.assertEqual([], self.found("cfn-lint").problems)
        self.edit("training.asl.json", '"MaxConcurrency"', '"MaxConcurency"')
        self.assertRegex("\n".join(self.found("cfn-lint").problems), "E3601.*MaxConcurency")

        self.setUp()
        self.edit("template.yaml", "RetentionInDays", "RetentionDays")
        self.assertRegex("\n".join(self.found("cfn-lint").problems), "RetentionDays")

    def test_asl_validator_finds_a_missing_target(self):
        if not tools.asl_validator(ROOT):
            self.skipTest("asl-validator is not installed")
        self.assertEqual([], self.found("asl-validator").problems)
        self.edit("training.asl.json", '"Next": "GatesHold"', '"Next": "GateHold"')
        self.assertRegex("\n".join(self.found("asl-validator").problems), "GateHold")

    def test_file_that_is_no_json_is_told(self):
        self.edit("training.asl.json", "{", "[")
        self.assertTrue(self.found("reading").problems)


class ProgramTest(unittest.TestCase):

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def ended(self, *arguments, path=None):
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **({"PATH": path} if path else {})}
        return subprocess.run([sys.executable, SCRIPT, *arguments], cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, encoding="utf-8", env=environment, timeout=300)

    def fails(self, *arguments, path=None):
        ended = self.ended(*arguments, path=path)
        self.assertNotEqual(0, ended.returncode, ended.stdout)
        self.assertNotIn("Traceback", ended.stderr)
        return ended.stdout + ended.stderr

    def stub_aws(self, status=0):
        """An AWS CLI that notes how it was called."""
        calls = os.path.join(self.folder, "calls")
        program = os.path.join(self.folder, "aws")
        with open(program, "w", encoding="utf-8") as file:
            file.write("#!%s\nimport json, sys\nopen(%r, 'a').write(json.dumps(sys.argv[1:]) + '\\n')\nsys.exit(%d)\n"
                       % (sys.executable, calls, status))
        os.chmod(program, 0o755)
        return calls

    @staticmethod
    def read_calls(calls):
        if not os.path.exists(calls):
            return []
        with open(calls, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def test_check_says_a_line_of_each_and_fails_by_one(self):
        ended = self.ended("check")
        self.assertEqual(0, ended.returncode, ended.stdout + ended.stderr)
        self.assertRegex(ended.stdout, r"(?s)\Aform +ok .*\nrequests +ok .*\npermissions +ok .*\nparity +ok .*\n"
                                       r"asl-validator +(ok|skipped)\b.*\ncfn-lint +(ok|skipped)\b.*\n\Z")

        for file in TRAINING, MARKETS, "template.yaml":
            shutil.copy(os.path.join(FOLDER, file), self.folder)
        path = os.path.join(self.folder, "training.asl.json")
        with open(path, encoding="utf-8") as opened:
            text = opened.read()
        with open(path, "w", encoding="utf-8") as opened:
            opened.write(text.replace('"Next": "Vectors"', '"Next": "Vektors"'))
        said = self.fails("check", "--folder", self.folder)
        self.assertIn("\n  VectorsModel: Next goes to Vektors, which is not there\n", said)
        self.assertRegex(said, r"\Aform +FAILED +training.asl.json: \d+ states, .*\n")

    def test_dry_run_shows_the_calls_and_makes_none(self):
        calls = self.stub_aws()
        shop = os.path.join(self.folder, "shop.json")
        with open(shop, "w", encoding="utf-8") as file:
            json.dump({"endpoint": "shop"}, file, indent=2)
        arguments = ("deploy", "--stack", "shop", "--bucket", "packages", "--parameter", "Endpoint=shop",
                     "--input", shop, "--region", "eu-west-1")

        ended = self.ended(*arguments, "--dry-run", path=self.folder)

        self.assertEqual((0, ""), (ended.returncode, ended.stderr))
        self.assertEqual([], self.read_calls(calls))
        package, deploy, said = ended.stdout.strip().split("\n\n")
        self.assertTrue(package.startswith("aws cloudformation package --region eu-west-1 --template-file "))
        self.assertIn(" --s3-bucket packages --s3-prefix shop ", package)
        self.assertTrue(deploy.endswith(
            " --stack-name shop --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset"
            " --parameter-overrides Endpoint=shop 'ScheduledInput={\"endpoint\":\"shop\"}'"))
        self.assertEqual("dry run: 2 calls shown, none made", said)

        ended = self.ended(*arguments, path=self.folder)

        self.assertEqual((0, ""), (ended.returncode, ended.stderr))
        made = self.read_calls(calls)
        self.assertEqual([["cloudformation", "package"], ["cloudformation", "deploy"]], [call[:2] for call in made])
        self.assertEqual(made[0][made[0].index("--output-template-file") + 1],
                         made[1][made[1].index("--template-file") + 1])

    def test_deploy_ends_with_the_first_call_that_fails(self):
        calls = self.stub_aws(status=7)
        said = self.fails("deploy", "--stack", "shop", "--bucket", "packages", path=self.folder)
        self.assertIn("scripts/workflow: aws cloudformation package ended with 7\n", said)
        self.assertEqual(1, len(self.read_calls(calls)))

        os.remove(os.path.join(self.folder, "aws"))
        self.assertIn("the AWS CLI is missing", self.fails("deploy", "--stack", "shop", "--bucket", "b",
                                                           path=self.folder))

    def test_spoilt_definition_is_not_deployed(self):
        for file in TRAINING, MARKETS, "template.yaml":
            shutil.copy(os.path.join(FOLDER, file), self.folder)
        program = runpy.run_path(SCRIPT)
        program["refuse_spoilt"].__globals__["FOLDER"] = self.folder
        program["refuse_spoilt"]()
        path = os.path.join(self.folder, MARKETS)
        with open(path, encoding="utf-8") as opened:
            text = opened.read()
        with open(path, "w", encoding="utf-8") as opened:
            opened.write(text.replace("s3:putObject", "s3:getObject"))

        with self.assertRaisesRegex(program["Stop"], "permissions: markets.asl.json: no action .*markets.json"):
            program["refuse_spoilt"]()

    def test_arguments_that_are_wrong(self):
        deploy = "deploy", "--stack", "shop", "--bucket", "b", "--dry-run"
        run = "run", "--input", "input.json"
        for expected, arguments in (
                ("the following arguments are required: COMMAND", ()),
                ("--stack", ("deploy", "--bucket", "b")),
                ("a stack's name is a letter", ("deploy", "--stack", "1", "--bucket", "b")),
                ("expected NAME=VALUE with one of OrdersBucket, ", (*deploy, "--parameter", "Endpont=shop")),
                ("Endpoint=a_b: expected [a-zA-Z0-9]", (*deploy, "--parameter", "Endpoint=a_b")),
                ("ScheduleState=ON: expected one of ENABLED, DISABLED", (*deploy, "--parameter", "ScheduleState=ON")),
                ("input.json: No such file", (*deploy, "--input", "input.json")),
                ("ScheduledInput has more than the 4096 bytes",
                 (*deploy, "--parameter", "ScheduledInput=" + "x" * 4097)),
                ("--input", ("run",)),
                ("expected FILE=s3://bucket/key: a=s3://b", (*run, "--put", "a=s3://b")),
                ("no port: 65536", (*run, "--port", "65536"))):
            with self.subTest(expected):
                self.assertIn(expected, self.fails(*arguments))

    def test_run_is_given_its_arguments(self):
        given = []
        module = types.ModuleType("local_run")
        module.run = lambda arguments: given.append(arguments) or 3
        sys.modules["local_run"] = module
        self.addCleanup(sys.modules.pop, "local_run")
        self.addCleanup(setattr, sys, "argv", sys.argv)
        sys.argv = [SCRIPT, "run", "--input", "a.json", "--put", "a=s3://b/c", "--put", "d=s3://e/f", "--once",
                    "--port", "0", "--name", "first", "--stop-after", "Vectors"]
        with self.assertRaises(SystemExit) as ended, contextlib.redirect_stdout(io.StringIO()):
            runpy.run_path(SCRIPT, run_name="__main__")
        self.assertEqual(3, ended.exception.code)
        self.assertEqual(("a.json", ["a=s3://b/c", "d=s3://e/f"], True, 0, "first", "Vectors", None, None),
                         (given[0].input, given[0].put, given[0].once, given[0].port, given[0].name,
                          given[0].stop_after, given[0].s3, given[0].state))


if __name__ == "__main__":
    unittest.main()
