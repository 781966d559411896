"""The files for continuous integration, read by those who read them elsewhere.

PyPI's `junitparser` reads the JUnit file and Prometheus' own parser the OpenMetrics text. What they see is
counted and compared with `run --format json`, from which every count is worked out here anew. The workflows
that write those files are held to the schema that SchemaStore publishes for them. Mistakes planted into one
campaign's files and into each workflow have to be found.
"""

import collections
import importlib.resources
import json
import pathlib

from firedrill import Largest, ask, conclude
from jsonschema import Draft7Validator
from junitparser import Error, Failure, JUnitXml, Properties, Skipped
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from ruamel.yaml import YAML

HOSTILE = "]]><b a=\"x\">&amp;</b> %0A::error file=x::y \\ | **z** 'q' 𝔛"
CASES = [
    {"suite": "quick", "seeds": 3},
    {"suite": "quick", "seeds": 2, "title": HOSTILE},
    {"suite": "quick", "seeds": 2, "weakness": "clean-up-is-empty", "title": HOSTILE},
    {"suite": "production", "seeds": 1},
    {"suite": "negative", "seeds": 2},
    {"suite": "stress", "seeds": 20, "weakness": "never-escalates"},
]
WORKFLOWS = pathlib.Path(__file__).resolve().parent.parent.parent / ".github" / "workflows"
VALIDATION = "V7PerformanceValidation"
STANDINGS = [
    "passed", "failed", "unexercised", "infeasible", "excused", "not-deterministic", "broken",
]


# What the document says.


def fate(run, name):
    """What became of a property in a run."""
    violated = any(violation["property"] == name for violation in run["violations"])
    if run["standing"] in ("unexercised", "not-deterministic", "broken"):
        return "undecided"
    if name in run.get("held_against_statement", []):
        return "failed"
    if violated and name in run.get("fails_as_stated", []):
        return "kept"
    if violated:
        return {"excused": "excused", "infeasible": "infeasible"}.get(run["standing"], "failed")
    return "kept"


def expected(scenario, name):
    """The verdict of a case, and how many runs it is about."""
    runs = scenario["runs"]
    if name == "exercised":
        number = sum(run["standing"] == "unexercised" for run in runs)
        return ("error", number) if number or scenario["never_reached"] else ("passed", 0)
    if name == "protocol-answers":
        number = sum(run["standing"] == "broken" for run in runs)
        return ("error", number) if number else ("passed", 0)
    fates = collections.Counter(fate(run, name) for run in runs)
    for which, verdict in [("failed", "failed"), ("infeasible", "error")]:
        if fates[which]:
            return verdict, fates[which]
    return ("skipped", 0) if fates["excused"] or not fates["kept"] else ("passed", 0)


# What the files say.


def verdict(case):
    kinds = {Failure: "failed", Error: "error", Skipped: "skipped"}
    return next((kinds[type(result)] for result in case.result if type(result) in kinds), "passed")


def properties(element):
    found = element.child(Properties)
    return {} if found is None else {prop.name: prop.value for prop in found}


def check_junit(text, document, title, largest):
    problems = []
    junit = JUnitXml.fromstring(text.encode())
    suites = {suite.name: suite for suite in junit}
    names = [scenario["name"] for scenario in document["scenarios"]]
    if list(suites) != [*names, VALIDATION]:
        problems.append(f"suites are {list(suites)}")
        return problems
    for suite in suites.values():
        counted = collections.Counter(verdict(case) for case in suite)
        stated = (suite.tests, suite.failures, suite.errors, suite.skipped)
        found = (len(list(suite)), counted["failed"], counted["error"], counted["skipped"])
        if stated != found:
            problems.append(f"{suite.name} states {stated}, has {found}")
    for scenario in document["scenarios"]:
        suite = suites[scenario["name"]]
        told = properties(suite)
        if (told["standing"], told["runs"]) != (scenario["standing"], str(len(scenario["runs"]))):
            problems.append(f"{suite.name}: {told}")
        if told["runs.passed"] != str(scenario["passed"]) or told["title"] != scenario["title"]:
            problems.append(f"{suite.name}: {told}")
        if title is not None and told["title"] != title:
            problems.append(f"the title became {told['title']!r}")
        for case in suite:
            largest.see(0, suite.name)
            word, runs = expected(scenario, case.name)
            if verdict(case) != word:
                problems.append(f"{suite.name}, {case.name}: {verdict(case)}, not {word}")
            if word not in ("failed", "error"):
                continue
            told, result = properties(case), case.result[0]
            if told["runs"] != str(runs):
                problems.append(f"{suite.name}, {case.name}: {told['runs']} runs, not {runs}")
            lines = [run["replay"] for run in scenario["runs"]]
            if runs and (told["reproduction"] not in lines or told["reproduction"] not in result.text):
                problems.append(f"{suite.name}, {case.name}: {told} is no reproduction")
    return problems


def check_metrics(text, document, largest):
    problems, samples = [], {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            key = (sample.name, sample.labels.get("scenario"), sample.labels.get("standing"),
                   sample.labels.get("property"))
            if sample.name.startswith("firedrill_suite"):
                continue
            if key in samples:
                problems.append(f"{key} is there twice")
            if any("0x" in value for name, value in sample.labels.items() if name != "about"):
                problems.append(f"{key} has a seed: {sample.labels}")
            samples[key] = sample.value
    for scenario in document["scenarios"]:
        name = scenario["name"]
        for standing in STANDINGS:
            largest.see(0, name)
            counted = scenario[standing.replace("-", "_")]
            if samples.get(("firedrill_scenario_runs", name, standing, None)) != counted:
                problems.append(f"{name}: not {counted} {standing}")
        clock = scenario["least_restoration_clock"]
        margin = samples.get(("firedrill_least_restoration_margin_ratio", name, None, None))
        if (margin is None) != (clock is None):
            problems.append(f"{name}: margin {margin} of {clock}")
        elif clock:
            largest.see(abs(margin - clock["margin"]), f"{name}, margin")
        for (metric, where, _, prop), value in samples.items():
            if metric == "firedrill_property_problem_runs" and where == name:
                largest.see(0, name)
                if value != expected(scenario, prop)[1]:
                    problems.append(f"{name}, {prop}: {value}")
    return problems


def compare(answer, title, largest):
    """Everything that is wrong with the files of a campaign."""
    document = json.loads(answer["document"])
    try:
        problems = check_junit(answer["junit"], document, title, largest)
    except Exception as error:  # Whatever a reader refuses with.
        problems = [f"not JUnit: {error!r}"]
    try:
        problems += check_metrics(answer["openmetrics"], document, largest)
    except Exception as error:
        problems.append(f"not OpenMetrics: {error!r}")
    tests = json.loads(answer["ctrf"])["results"]["tests"]
    told = collections.Counter(test["rawStatus"] for test in tests)
    found = collections.Counter(
        verdict(case) for suite in JUnitXml.fromstring(answer["junit"].encode()) for case in suite
    ) if not problems else told
    if told != found:
        problems.append(f"CTRF has {told}, JUnit {found}")
    report = json.loads(answer["performance_report"])["validation_results"]
    summary = document["summary"]
    problems += [
        f"performance report: {name} is {report[name]}, not {summary[name]}"
        for name in ["standing", "passed", "failed", "unexercised", "infeasible", "excused"]
        if report[name] != summary[name]
    ]
    return problems


def planted(answer, title):
    """Mistakes that must be found; returns those that were not."""
    def with_(name, old, new):
        assert old in answer[name], f"{old} is not in {name}"
        return {**answer, name: answer[name].replace(old, new, 1)}

    mistakes = {
        "a failure too few": with_("junit", "<failure ", "<system-out "),
        "a count of failures": with_("junit", 'failures="1"', 'failures="2"'),
        "a title cut short": with_("junit", "]]&gt;", ""),
        "an open end of CDATA": with_("junit", "&lt;", "<"),
        "another standing": with_("junit", 'name="standing" value="failed"',
                                  'name="standing" value="passed"'),
        "a line that shows nothing": with_("junit", 'name="reproduction" value="firedrill replay',
                                           'name="reproduction" value="firedrill run'),
        "no end of metrics": with_("openmetrics", "# EOF\n", ""),
        "a sample twice": with_("openmetrics", "# TYPE firedrill_simulated",
                                "firedrill_property_problem_runs 1\n" * 2 + "# TYPE firedrill_simulated"),
        "a wrong sample": with_("openmetrics", 'standing="passed"} ', 'standing="passed"} 1'),
        "a unit that is not in the name": with_("openmetrics", "_bytes bytes", "_bytes seconds"),
        "a test too many": with_("ctrf", '"rawStatus": "passed"', '"rawStatus": "failed"'),
        "another sum": with_("performance_report", '"standing": "failed"', '"standing": "passed"'),
    }
    return [name for name, bad in mistakes.items() if not compare(bad, title, Largest())]


# The workflows.


def workflow_schema():
    vendored = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((vendored / "github-workflows.json").read_text())
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def check_workflows(largest):
    """What is wrong with the workflows, and mistakes in them that went unnoticed."""
    schema, problems, unseen = workflow_schema(), [], []
    load = YAML(typ="safe", pure=True).load
    for path in sorted(WORKFLOWS.glob("*.yml")):
        largest.see(0, path.name)
        text = path.read_text()
        problems += [f"{path.name}: {error.message}" for error in schema.iter_errors(load(text))]
        for right, wrong in [("runs-on:", "run-on:"), ("\njobs:", "\njob:"), ("        run:", "        runs:")]:
            assert right in text, f"{path.name} has no {right}"
            if schema.is_valid(load(text.replace(right, wrong))):
                unseen.append(f"{wrong.strip()} in {path.name}")
    if largest.compared == 0:
        unseen.append("no workflow at all")
    return problems, unseen


def main():
    cases = [{"weakness": None, "title": None, **case} for case in CASES]
    largest, unseen = Largest(), ["nothing was planted"]
    problems, unseen_in_workflows = check_workflows(largest)
    for problem in problems:
        print(f"ci: {problem}")
    wrong = len(problems)
    seen = collections.Counter()
    for case, answer in zip(cases, ask("oracle_ci", cases)):
        problems = compare(answer, case["title"], largest)
        for problem in problems[:5]:
            print(f"ci: {case['suite']}, {case['weakness']}: {problem}")
        wrong += len(problems)
        for suite in JUnitXml.fromstring(answer["junit"].encode()):
            seen.update(verdict(found) for found in suite)
        if case["weakness"] and case["title"]:
            unseen = planted(answer, case["title"])
    unseen = [*unseen, *unseen_in_workflows]
    for name in unseen:
        print(f"ci: {name} went unnoticed")
    note = ", ".join(f"{count} {word}" for word, count in sorted(seen.items()))
    ok = not wrong and not unseen and min(seen[word] for word in ("passed", "failed", "skipped")) > 0
    # The margin is written with six decimals.
    conclude("ci", largest, 5e-7, "margin", note, ok=ok, at_least=1_000)


if __name__ == "__main__":
    main()
