"""local-aws under load: calls through its API beside those of local-sagemaker's bare endpoint, what its control plane
and its objects take, its start and its memory."""

import json
import os
import shutil
import tempfile
import time

import loads
import systems
from systems import Failed, ORDER, ROOT, System, WORK, call, free_port, jar, java, run

ENDPOINT = "bench"
INVOCATIONS = "/endpoints/%s/invocations" % ENDPOINT
OBJECT_MIB = 256
CLASSES = os.path.join(ROOT, "local-aws/target/app/classes.jsa")
PATIENCE_SECONDS = 60


def program(state):
    port = free_port()
    images = (("features", "feature-container"), ("model", "model-container"))
    return System("local-aws", ORDER, [[
        java(), "@" + os.path.join(ROOT, "local-aws/jvm.options"), "-jar", jar("local-aws"), "--s3", os.path.join(WORK, "s3"), "--state", state, "--port", str(port),
        *(option for name, program in images for option in ("--image", "tandem-%s=%s" % (name, jar(program))))]], port)


def ask(port, operation, **request):
    script = json.dumps(request)
    answer = json.loads(run("curl", "-sS", "-H", "X-Amz-Target: SageMaker." + operation, "-d", script,
                            "http://127.0.0.1:%d/" % port) or "{}")
    if "__type" in answer:
        raise Failed("%s was refused: %s" % (operation, answer.get("message")))
    return answer


def deploy(port):
    with open(os.path.join(ROOT, "sagemaker-pipeline-model.json"), encoding="utf-8") as file:
        model = json.load(file)
    ask(port, "CreateModel", **model)
    ask(port, "CreateEndpointConfig", EndpointConfigName=ENDPOINT, ProductionVariants=[{
        "VariantName": "main", "ModelName": model["ModelName"], "InstanceType": "ml.m6i.large",
        "InitialInstanceCount": 1}])
    ask(port, "CreateEndpoint", EndpointName=ENDPOINT, EndpointConfigName=ENDPOINT)
    end = time.monotonic() + PATIENCE_SECONDS
    while (found := ask(port, "DescribeEndpoint", EndpointName=ENDPOINT))["EndpointStatus"] == "Creating":
        if time.monotonic() > end:
            raise Failed("the endpoint is still Creating after %d s" % PATIENCE_SECONDS)
        time.sleep(0.1)
    if found["EndpointStatus"] != "InService":
        raise Failed("the endpoint is %s: %s" % (found["EndpointStatus"], found.get("FailureReason")))


def described(port, seconds):
    """DescribeEndpoint from one connection: p99 in ms."""
    script = os.path.join(WORK, "describe.lua")
    with open(script, "w", encoding="utf-8") as file:
        file.write('wrk.method = "POST"; wrk.headers["X-Amz-Target"] = "SageMaker.DescribeEndpoint"\n'
                   "wrk.body = '{\"EndpointName\":\"%s\"}'\n"
                   "function done(summary, latency) io.write(string.format('%%d %%f\\n', summary.errors.status,\n"
                   "  latency:percentile(99))) end\n" % ENDPOINT)
    errors, micros = run("wrk", "-t1", "-c1", "-d%ds" % seconds, "-s", script,
                         "http://127.0.0.1:%d/" % port).strip().splitlines()[-1].split()
    if int(errors):
        raise Failed("%s calls of DescribeEndpoint failed" % errors)
    return float(micros) / 1e3


def objects(port, folder):
    """MB a second to and from a bucket."""
    content = os.path.join(folder, "object")
    with open(content, "wb") as file:
        for _ in range(OBJECT_MIB):
            file.write(os.urandom(1 << 20))
    place = "http://127.0.0.1:%d/bench/object" % port
    if call(port, "PUT", "/bench")[0] not in (200, 409):
        raise Failed("the bucket cannot be made")
    speeds = []
    for sent, form in (("-T", "%{speed_upload}"), ("-o", "%{speed_download}")):
        printed = run("curl", "-sS", "-f", sent, content, "-w", "\n" + form, place)
        speeds.append(float(printed.strip().splitlines()[-1]) / 1e6)
    run("curl", "-sS", "-X", "DELETE", place)
    return speeds


def measure(parts, figures, rounds, seconds):
    os.makedirs(WORK, exist_ok=True)
    folder = tempfile.mkdtemp(dir=WORK)
    started = []
    try:
        failed = len(parts.failures)
        with parts.part("local-aws, starts"):
            # The first one leaves the classes that it has read: what has left fewer is not measured.
            if os.path.exists(CLASSES):
                os.remove(CLASSES)
            first = program(os.path.join(folder, "state"))
            started.append(first)
            first.stop()
            for number in range(rounds):
                system = program(os.path.join(folder, "state"))
                started.append(system)
                figures.setdefault("seconds", []).append(system.start_seconds)
                figures.setdefault("pss_start", []).append(system.pss_alone_mib())
                if number < rounds - 1:
                    system.stop()
        if len(parts.failures) > failed:
            return
        with parts.part("local-aws, deployment"):
            deploy(system.port)
        with parts.part("local-aws, DescribeEndpoint"):
            described(system.port, seconds)
            figures["describe_p99"] = [described(system.port, seconds) for _ in range(rounds)]
        with parts.part("local-aws, objects"):
            both = [objects(system.port, folder) for _ in range(rounds)]
            figures["put"], figures["get"] = ([one[way] for one in both] for way in (0, 1))
        with parts.part("local-aws, beside the bare endpoint"):
            bare = systems.pipeline()
            started.append(bare)
            loads.closed_loop(bare, 2 * seconds)
            loads.closed_loop(system, 2 * seconds, path=INVOCATIONS)
            for _ in range(rounds):
                figures.setdefault("bare", []).append(loads.closed_loop(bare, seconds)["per_second"])
                figures.setdefault("through", []).append(
                    loads.closed_loop(system, seconds, path=INVOCATIONS)["per_second"])
        with parts.part("local-aws, memory"):
            figures["pss"] = system.pss_alone_mib()
    finally:
        for system in started:
            system.stop()
        shutil.rmtree(folder)
