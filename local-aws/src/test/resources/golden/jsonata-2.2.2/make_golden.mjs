// What the reference implementation makes of expressions: node make_golden.mjs
//
// It needs `npm install jsonata@2.2.2` in this folder or above it, and writes random.jsonl and workflow.jsonl beside
// itself. The random part is the same on every run.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(process.cwd(), "package.json"));
const jsonata = require("jsonata");
const COUNT = 2000;

let seed = 11;
function random(bound) { // xorshift: the same everywhere
  seed ^= seed << 13; seed ^= seed >>> 17; seed ^= seed << 5;
  return (seed >>> 0) % bound;
}
const one = list => list[random(list.length)];
const some = (least, most, make) => Array.from({ length: least + random(most - least + 1) }, make);

const NAMES = ["a", "b", "rows", "id"];
const TEXTS = ["", "x", "orders/a.csv", "s3://bucket/key", "äöü", "a-b_c", "12", "true"];

function value(depth) {
  const kind = random(depth > 0 ? 8 : 5);
  if (kind === 0) return one([0, 1, 2, -3, 10, 2.5, 1000000]);
  if (kind === 1) return one(TEXTS);
  if (kind === 2) return random(2) === 0;
  if (kind === 3) return null;
  if (kind === 4) return random(100);
  if (kind < 7) return Object.fromEntries(some(0, 3, () => [one(NAMES), value(depth - 1)]));
  return some(0, 4, () => value(depth - 1));
}

function input() {
  return {
    a: value(2), n: random(20), s: one(TEXTS), list: some(0, 5, () => random(9)),
    rows: some(0, 4, () => ({ id: random(5), name: one(TEXTS), ok: random(2) === 0 })),
  };
}

const number = d => d === 0 ? one(["1", "3", "2.5", "$in.n", "$count($in.rows)", "$sum($in.list)"]) : one([
  () => `(${number(d - 1)} ${one(["+", "-", "*", "%"])} ${number(d - 1)})`,
  () => `$${one(["abs", "floor", "ceil", "round"])}(${number(d - 1)})`,
  () => `$length(${text(d - 1)})`,
  () => `(${bool(d - 1)} ? ${number(d - 1)} : ${number(d - 1)})`,
  () => `$reduce(${numbers(d - 1)}, function($x, $y){$x + $y}, 0)`,
  () => `$max([1, ${number(d - 1)}])`,
])();
const text = d => d === 0 ? one(["'x'", "'a-b'", "$in.s", "$in.rows[0].name", "$string($in.n)"]) : one([
  () => `(${text(d - 1)} & ${one([text, number, bool])(d - 1)})`,
  () => `$${one(["uppercase", "lowercase", "trim"])}(${text(d - 1)})`,
  () => `$substring(${text(d - 1)}, ${one(["0", "1", "2", "-1"])}${one(["", ", 1", ", 3"])})`,
  () => `$${one(["substringAfter", "substringBefore"])}(${text(d - 1)}, ${one(["'/'", "'s3://'", "'-'"])})`,
  () => `$replace(${text(d - 1)}, ${one(["/[^a-z]+/", "'a'", "/(a)(.)/"])}, ${one(["'-'", "'$2$1'", "'$0$0'", "'$$'"])})`,
  () => `$join($split(${text(d - 1)}, ${one(["'/'", "/[-_]/", "''"])}), '+')`,
  () => `$pad(${text(d - 1)}, ${one(["8", "-8", "0"])}${one(["", ", '#'", ", 'ab'"])})`,
  () => `$string(${one([number, bool, text])(d - 1)})`,
  () => `$match(${text(d - 1)}, /[a-z](.)?/)[0].match`,
])();
const bool = d => d === 0 ? one(["true", "false", "$in.n > 9", "$exists($in.a)", "$contains($in.s, 'a')"]) : one([
  () => `(${number(d - 1)} ${one(["<", "<=", ">", ">=", "=", "!="])} ${number(d - 1)})`,
  () => `(${bool(d - 1)} ${one(["and", "or"])} ${bool(d - 1)})`,
  () => `$not(${bool(d - 1)})`,
  () => `(${text(d - 1)} = ${text(d - 1)})`,
  () => `$boolean(${one([number, text, numbers])(d - 1)})`,
  () => `(${number(d - 1)} in ${numbers(d - 1)})`,
  () => `$contains(${text(d - 1)}, ${one(["'a'", "/^[a-z]+$/"])})`,
])();
const numbers = d => d === 0 ? one(["$in.list", "[1..4]", "[3, 1, 2]", "$in.rows.id", "$in.rows[ok].id"]) : one([
  () => `$map(${numbers(d - 1)}, function($x){$x * 2})`,
  () => `$filter(${numbers(d - 1)}, function($x){$x > 2})`,
  () => `$sort(${numbers(d - 1)})`,
  () => `$reverse(${numbers(d - 1)})`,
  () => `$distinct(${numbers(d - 1)})`,
  () => `$append(${numbers(d - 1)}, ${number(d - 1)})`,
  () => `${numbers(d - 1)}[$ > 1]`,
])();
const object = d => one([
  () => `{'n': ${number(d)}, 't': ${text(d)}}`,
  () => `$merge([{'a': ${number(d)}}, {'b': ${bool(d)}}])`,
  () => `$in.rows{name: $sum(id)}`,
  () => `$in.rows[id > 1].{'key': name, 'value': ${number(d)}}`,
  () => `[$in.rows.(ok ? name : null)]`,
  () => `$in.rows^(id, name).name`,
  () => `$lookup($in, ${one(["'a'", "'rows'", "'none'"])})`,
  () => `$each({'x': ${number(d)}, 'y': ${text(d)}}, function($v, $k){$k & $string($v)})`,
  () => `$keys($in)`,
  () => `$spread({'q': ${bool(d)}})`,
  () => `$in.a.${one(NAMES)}${one(["", "[0]", "[-1]", ".b", "[]"])}`,
  () => `$in.**.id`,
  () => `$in.rows.*`,
  () => `$zip(${numbers(d)}, ${numbers(d)})`,
  () => `$sift($in, function($v, $k){$k = 'n'})`,
  () => `$type(${one([number, text, bool, numbers])(d)})`,
  () => `$in.rows@$r.{'r': $r.id}`,
  () => `($f := function($x){$x + 1}; $f(${number(d)}))`,
  () => `($g := $f ~> $string; ${text(d)} ~> $uppercase)`,
  () => `$toMillis('2026-11-30T03:04:05Z') + ${number(d)}`,
  () => `$fromMillis(1764471845000 + ${one(["0", "1000", "86400000"])}, '[Y0001]-[M01]-[D01]')`,
  () => `$formatNumber(${number(d)}, '#,##0.00')`,
  () => `$base64decode($base64encode(${text(d)}))`,
  () => `$encodeUrlComponent(${text(d)})`,
  () => `$number(${text(d)})`,
])();

function finite(_, found) { // JSON would have null
  if (typeof found === "number" && !Number.isFinite(found)) throw Object.assign(new Error(), { code: "not finite" });
  return found;
}

const functions = { parse: JSON.parse };
async function result(expression, bindings) {
  try {
    const compiled = jsonata(expression);
    for (const [name, implementation] of Object.entries(functions)) compiled.registerFunction(name, implementation);
    const found = await compiled.evaluate(undefined, bindings);
    const text = JSON.stringify(found, finite);
    return text === undefined ? { none: true } : { value: JSON.parse(text) };
  } catch (error) {
    return { error: error.code ?? String(error) };
  }
}

async function randomLines() {
  const lines = [];
  while (lines.length < COUNT) {
    const depth = random(4);
    const expression = one([number, text, bool, numbers, object, object])(depth);
    const bindings = { in: input() };
    lines.push(JSON.stringify({ expression, bindings, ...await result(expression, bindings) }));
  }
  return lines;
}

function* expressions(json) {
  if (typeof json === "string" && json.startsWith("{%")) yield json.slice(2, -2);
  else if (json !== null && typeof json === "object") for (const item of Object.values(json)) yield* expressions(item);
}

// Variables that the workflow sets, with values such as it sets; those of each state's result are in one object.
function workflowBindings(input) {
  const variables = {
    input, run: "run-1", to: "s3://tandem-models/runs/run-1", serving: { config: "c", status: "InService", model: "m",
      archive: "s3://b/k", variant: "main" }, absent: [], refusal: "Could not find endpoint",
    features: "s3://b/f", vectors: "s3://b/v/", vectorsModel: "run-1-vectors", data: "s3://b/d",
  };
  const described = { EndpointStatus: "InService", EndpointConfigName: "c", KeyCount: 1, Body: "{\"passed\":true}",
    ModelArn: "arn:aws:sagemaker:eu-west-1:111122223333:model/m", ModelArtifacts: { S3ModelArtifacts: "s3://b/k" },
    ProductionVariants: [{ ModelName: "m", VariantName: "main" }], Containers: [{ ModelDataUrl: "s3://b/1" },
      { ModelDataUrl: "s3://b/2" }] };
  return { ...variables, states: { input: { ...input, ...described, uri: "s3://bucket/a/b" }, result: described,
    errorOutput: { Error: "E", Cause: "C" }, context: { Execution: { Name: "nightly_2026-11-30", RedriveCount: 1,
      StartTime: "2026-11-30T03:00:00Z" }, State: { Name: "S", RetryCount: 2 }, Task: { Token: "t" },
      Map: { Item: { Index: 0, Value: "s3://bucket/a" } } } } };
}

async function workflowLines() {
  const workflow = join(FOLDER, "../../../../../../workflow");
  const read = name => JSON.parse(readFileSync(join(workflow, name), "utf-8"));
  const bindings = workflowBindings(read("demo-input.json"));
  const lines = [JSON.stringify({ bindings })];
  for (const expression of new Set(expressions(read("training.asl.json")))) {
    lines.push(JSON.stringify({ expression, ...await result(expression, bindings) }));
  }
  return lines;
}

writeFileSync(join(FOLDER, "random.jsonl"), (await randomLines()).join("\n") + "\n");
writeFileSync(join(FOLDER, "workflow.jsonl"), (await workflowLines()).join("\n") + "\n");
