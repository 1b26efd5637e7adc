// What another interpreter makes of random machines: node make_golden.mjs
//
// It needs `npm install aws-local-stepfunctions@3.0.0` in this folder or above it, and writes machines.jsonl beside
// itself, the same on every run. That interpreter has JSONPath only: each machine is made twice, of the same states.

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = dirname(fileURLToPath(import.meta.url));
const { StateMachine } = createRequire(join(process.cwd(), "package.json"))("aws-local-stepfunctions");
const COUNT = 300;
const DEPTH = 2;

let seed = 5;
function random(bound) {
  seed ^= seed << 13; seed ^= seed >>> 17; seed ^= seed << 5;
  return (seed >>> 0) % bound;
}

const COMPARISONS = { NumericGreaterThan: ">", NumericLessThan: "<", NumericEquals: "=", NumericGreaterThanEquals: ">=" };
let number = 0;

// States that lead from one to another; each adds its name to the trace t, and something to n. Returns both forms.
function machine(depth) {
  const path = {}, query = {};
  const names = Array.from({ length: 1 + random(5) }, () => `S${number++}`);
  const put = (name, both, onlyPath, onlyQuery) => {
    path[name] = { ...both, ...onlyPath };
    query[name] = { ...both, ...onlyQuery };
  };
  names.forEach((name, i) => {
    const flow = i + 1 < names.length ? { Next: names[i + 1] } : { End: true };
    const later = () => names[i + 1 + random(names.length - i - 1)];
    const kind = random(depth > 0 ? 8 : 6);
    const add = random(9) - 4;
    if (kind < 3 || (kind < 5 && i + 1 === names.length)) {
      put(name, { Type: "Pass", ...flow },
        { Parameters: { "n.$": `States.MathAdd($.n, ${add})`, "t.$": `States.Format('{}/${name}', $.t)` } },
        { Output: { n: `{% $states.input.n + ${add} %}`, t: `{% $states.input.t & '/${name}' %}` } });
    } else if (kind < 5) {
      const rules = Array.from({ length: 1 + random(3) }, () => {
        const comparison = Object.keys(COMPARISONS)[random(4)], bound = random(9) - 3, next = later();
        const negated = random(3) === 0;
        const rule = { Variable: "$.n", [comparison]: bound };
        const condition = `$states.input.n ${COMPARISONS[comparison]} ${bound}`;
        return { path: { ...(negated ? { Not: rule } : rule), Next: next },
          query: { Condition: negated ? `{% $not(${condition}) %}` : `{% ${condition} %}`, Next: next } };
      });
      // Branches fail by one error only: which of two is the first is not to be foreseen.
      const otherwise = depth < DEPTH || random(6) > 0 ? { Default: names[i + 1] } : {};
      put(name, { Type: "Choice", ...otherwise },
        { Choices: rules.map(rule => rule.path) }, { Choices: rules.map(rule => rule.query) });
    } else if (kind === 5) {
      put(name, random(12) === 0 ? { Type: "Fail", Error: "Stop", Cause: name } : { Type: "Wait", Seconds: 0, ...flow },
        {}, {});
    } else {
      const branches = Array.from({ length: 1 + random(3) }, () => machine(depth - 1));
      const last = branches.length - 1;
      put(name, { Type: "Parallel", ...flow },
        { Branches: branches.map(branch => branch.path),
          ResultSelector: { "n.$": `$[${last}].n`, "t.$": "$[0].t", "all.$": "$[*].n" } },
        { Branches: branches.map(branch => branch.query),
          Output: { n: `{% $states.result[${last}].n %}`, t: "{% $states.result[0].t %}",
            all: "{% [$states.result.n] %}" } });
    }
  });
  reachable(path, query, names[0]);
  return { path: { StartAt: names[0], States: path }, query: { StartAt: names[0], States: query } };
}

// States that no choice leads to are left out: they are refused.
function reachable(path, query, start) {
  const open = [start], seen = new Set(open);
  while (open.length > 0) {
    const state = query[open.pop()];
    for (const next of [state.Next, state.Default, ...(state.Choices ?? []).map(rule => rule.Next)]) {
      if (next && !seen.has(next)) { seen.add(next); open.push(next); }
    }
  }
  for (const name of Object.keys(query)) if (!seen.has(name)) { delete path[name]; delete query[name]; }
}

const lines = [];
while (lines.length < COUNT) {
  number = 0;
  const { path, query } = machine(DEPTH);
  const input = { n: random(9) - 4, t: "" };
  const execution = new StateMachine(path, { validationOptions: { noValidate: true } }).run(input, { noThrowOnAbort: true });
  const machineOf = { QueryLanguage: "JSONata", ...query };
  try {
    lines.push(JSON.stringify({ machine: machineOf, input, output: await execution.result }));
  } catch (error) {
    lines.push(JSON.stringify({ machine: machineOf, input, error: error.cause.name }));
  }
}
writeFileSync(join(FOLDER, "machines.jsonl"), lines.join("\n") + "\n");
