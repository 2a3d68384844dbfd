#!/usr/bin/env python3
"""Checks that each module imports only what the house plan allows. Prints file:line for each import that does not."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

SYSTEM = {"Swift", "Glibc", "Synchronization", "Dispatch", "_Concurrency"}

# What only some modules may import. Everything else from outside the house is forbidden.
OUTSIDE = {
    "GRDB": {"HistoryStore"},
    "CSQLite": {"HistoryStore"},
    "GRDBSQLite": {"HistoryStore"},
    "CZstd": {"HistoryStore"},
    "CCurl": {"ExchangeClient"},
    "COpenSSL": {"ExchangeClient", "KeyVault", "ExchangeSimulator"},
    "ArgumentParser": {"portolan", "portolan-simulator"},
    "Logging": {"SyncEngine", "AdapterHost", "ExchangeClient", "portolan"},
    "SystemPackage": {"HistoryStore", "AdapterHost", "KeyVault", "portolan"},
    "Foundation": {"HistoryStore", "ExchangeSimulator", "portolan-simulator"},
    "FoundationEssentials": {"HistoryStore", "ExchangeSimulator", "portolan-simulator"},
    "NIO": {"ExchangeSimulator", "portolan-simulator"},
}

# The arrows of the house: module → the modules of the house it may import.
INSIDE = {
    "HistoryModel": set(),
    "AdapterKit": {"CPortolan", "HistoryModel"},
    "AdapterTesting": {"AdapterKit", "CPortolan", "HistoryModel"},
    "AdapterHost": {"CPortolan", "CWorkerProtocol", "HistoryModel"},
    "ExchangeClient": {"HistoryModel"},
    "KeyVault": {"HistoryModel"},
    "HistoryStore": {"HistoryModel"},
    "SyncEngine": {"AdapterHost", "ExchangeClient", "HistoryModel", "HistoryStore", "KeyVault"},
    "ConnectionLife": {"HistoryModel"},
    "FileImport": {"HistoryModel"},
    "HistoryMatching": {"HistoryModel"},
    "Valuation": {"HistoryModel"},
    "Reports": {"ConnectionLife", "HistoryModel", "Valuation"},
    "Conformance": {"AdapterHost", "HistoryModel"},
    "ExchangeSimulator": {"HistoryModel"},
    "portolan-simulator": {"ExchangeSimulator", "HistoryModel"},
    "portolan": {
        "AdapterHost", "Conformance", "ConnectionLife", "ExchangeClient", "FileImport", "HistoryMatching", "HistoryModel",
        "HistoryStore", "KeyVault", "Reports", "SyncEngine", "Valuation",
    },
}
# An adapter sees the kit and nothing else; its entry also sees the adapter.
PLUGIN = {"AdapterKit"}

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?([A-Za-z_]\w*)"
)


def rule_for(name):
    return "NIO" if name.startswith("NIO") else name


def allowed(module, name, inside):
    if name in SYSTEM or name in inside:
        return True
    return module in OUTSIDE.get(rule_for(name), set())


def check(files, module, inside, problems):
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            found = IMPORT.match(line)
            if found and not allowed(module, found.group(1), inside):
                problems.append(f"{file.relative_to(ROOT)}:{number}: {module} must not import {found.group(1)}")


def main():
    problems = []
    for folder in sorted(path for path in (ROOT / "Sources").iterdir() if path.is_dir()):
        files = sorted(folder.rglob("*.swift"))
        if not files:
            continue
        module = folder.name
        if module not in INSIDE:
            problems.append(f"Sources/{module}:1: the module is not in scripts/check-imports.py: say what it may import")
            continue
        check(files, module, INSIDE[module], problems)
    plugins = ROOT / "Plugins"
    for folder in sorted(path for path in plugins.iterdir() if path.is_dir()) if plugins.is_dir() else []:
        if folder.name == "Examples":
            continue
        own = {folder.name, f"{folder.name}Adapter"}
        for part in ("Sources", "Entry"):
            check(sorted((folder / part).rglob("*.swift")), folder.name, PLUGIN | own, problems)
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
