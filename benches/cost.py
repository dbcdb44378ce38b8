#!/usr/bin/env python3
"""What a release of a fleet costs on many machines that share an object store: a calculation, with each of its inputs named.

    benches/cost.py
    benches/cost.py --tenants 300 --targets 1 --workers 4
    benches/cost.py --package-bytes 82000000 --cpu 0.084 --prepare 4.3

It assumes that all packages are new, that each worker has its own disk, that shards take equally long, and that nothing fails. What was measured is
measured on a machine with 2 cores by `cargo bench --bench release`; numbers of requests are read off the code; what was assumed
or is another's statement is marked so.
"""

import argparse

INPUTS = [
    # name, default, unit, where the default is from
    ("tenants", 100_000, "", "asked for"),
    ("targets", 6, "packages of each tenant", "asked for"),
    ("workers", 200, "machines", "asked for"),
    ("cores", 2, "of each worker", "assumed"),
    ("shards-per-worker", 8, "", "advice of docs/scale.md: 4 to 20"),
    ("cpu", 0.034, "s of CPU for each package", "measured: Workbench, without --optimize"),
    ("prepare", 0.4, "s of CPU for each shard before its first package", "measured: Workbench; 4.3 on Home Assistant's frontend"),
    ("plan-cpu", 0.013, "s of CPU for each tenant in `plan`", "measured: a tenant that is checked and not drawn"),
    ("package-bytes", 100_000, "bytes of a package", "measured: Workbench; 82,000,000 on Home Assistant's frontend"),
    ("manifest-bytes", 63_000, "bytes of a manifest", "measured: Workbench"),
    ("base-bytes", 247_000, "bytes of the base client", "measured: Workbench; 202,000,000 of Home Assistant's frontend"),
    ("theme-bytes", 20_000, "bytes of a theme with its pictures", "assumed"),
    ("plan-bytes", 420, "bytes of the plan for each tenant with four files, and 165 for each package", "measured"),
    ("puts", 2, "PUT for each package", "from the code: package, manifest"),
    ("gets", 3, "GET for each package in its shard", "from the code: is it there, and both read back"),
    ("heads", 2, "HEAD for each package in its shard", "from the code: is it there, is its manifest"),
    ("merge-requests", 2, "GET for each package in `merge`", "from the code: package, manifest"),
    ("latency", 0.02, "s for a request within a region", "assumed"),
    ("at-once", 64, "requests at a time in `merge`", "its constant"),
    ("waiting", 4, "tenants at a time for each core in a shard", "its constant"),
    ("network", 1.25e9, "bytes/s of each machine", "assumed: 10 Gbit/s"),
    ("start", 30, "s until a worker runs", "assumed"),
    ("store-puts", 3_500, "PUT/s that a prefix takes", "Amazon S3's documentation"),
    ("store-gets", 5_500, "GET or HEAD/s that a prefix takes", "Amazon S3's documentation"),
    ("price-put", 5e-6, "USD for a PUT", "Amazon S3's list price, us-east-1"),
    ("price-get", 0.4e-6, "USD for a GET or HEAD", "the same"),
    ("price-core", 0.04, "USD for an hour of a core", "assumed: a usual list price"),
    ("price-month", 0.023, "USD for 1 GB in a month", "Amazon S3's list price, us-east-1"),
    ("plan-limit", 256 << 20, "bytes of the largest plan", "its constant"),
]


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default, unit, source in INPUTS:
        parser.add_argument(f"--{name}", type=float, default=default, help=f"{unit} [{default:,}: {source}]")
    return parser.parse_args()


def words(seconds):
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} s"


def size(count):
    for power, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB")):
        if count >= power:
            return f"{count / power:.1f} {unit}"
    return f"{count / 1e3:.0f} kB"


def main():
    own = options()
    packages = own.tenants * own.targets
    shards = own.workers * own.shards_per_worker
    each = packages / own.workers
    stored = packages * (own.package_bytes + own.manifest_bytes)

    # A worker: drawing, waiting for the store, its network; whichever is longest.
    drawing = (each * own.cpu + own.shards_per_worker * own.prepare) / own.cores
    requests = own.puts + own.gets + own.heads
    waiting = each * requests * own.latency / (own.cores * own.waiting)
    plan_bytes = own.tenants * own.plan_bytes + packages * 165
    inputs = own.base_bytes + own.tenants / own.workers * own.theme_bytes + own.shards_per_worker * plan_bytes
    moved = 2 * stored / own.workers + inputs
    network = moved / own.network
    store = packages * max(own.puts / own.store_puts, (own.gets + own.heads) / own.store_gets)
    build = own.start + max(drawing, waiting, network, store)

    # One machine reads all of it again.
    reading = stored / own.network
    asking = packages * own.merge_requests * own.latency / own.at_once
    merge = own.start + max(reading, asking, packages * own.merge_requests / own.store_gets)
    plan = own.tenants * own.plan_cpu / own.cores

    puts, gets = packages * own.puts, packages * (own.gets + own.heads + own.merge_requests)
    core_hours = (own.workers * build + merge + plan) * own.cores / 3600
    rows = [
        ("packages", f"{packages:,.0f}, in {shards:,.0f} shards"),
        ("in the store", size(stored)),
        ("moved", f"packages {size(2 * stored)} between workers and store, {size(stored)} to `merge`; the plan {size(shards * plan_bytes)} to all shards; base client and themes {size(own.workers * (inputs - own.shards_per_worker * plan_bytes))}"),
        ("requests", f"{puts / 1e6:.2f} million PUT, {gets / 1e6:.2f} million GET and HEAD"),
        ("`plan`, one machine", f"{words(plan)}, {size(plan_bytes)}"),
        ("`build`, each worker", f"{words(build)}: start {words(own.start)}; drawing {words(drawing)}, requests {words(waiting)}, network {words(network)}, limits of the store {words(store)}, at the same time"),
        ("`merge`, one machine", f"{words(merge)}: requests {words(asking)}, network {words(reading)}, at the same time"),
        ("all", words(plan + build + merge)),
        ("cores", f"{core_hours:,.1f} h, {core_hours * own.price_core:,.2f} USD"),
        ("price of requests", f"{puts * own.price_put + gets * own.price_get:,.2f} USD"),
        ("price of a month of storage", f"{stored / 1e9 * own.price_month:,.2f} USD"),
    ]
    for name, value in rows:
        print(f"{name:<28} {value}")

    print("\nWhat breaks first, as a share of what it can take:")
    limits = [
        (shards * plan_bytes / (2 * stored), f"the plan, read by each shard: {size(shards * plan_bytes)}, of what packages move"),
        (plan_bytes / own.plan_limit, f"the plan: {size(plan_bytes)} of {size(own.plan_limit)}"),
        (merge / build, f"`merge` takes {words(merge)}, each worker {words(build)}: more workers do not help beyond that"),
        (each * own.puts * own.workers / max(build - own.start, 1e-9) / own.store_puts, "PUT/s, of what one prefix takes"),
        (each * (own.gets + own.heads) * own.workers / max(build - own.start, 1e-9) / own.store_gets, "GET and HEAD/s, of what one prefix takes"),
        (shards / 10_000, "tasks, of the 10,000 that an array of AWS Batch has"),
        (shards / 1_001, "tasks, of the 1,001 that an array of Slurm has unless `MaxArraySize` says more"),
    ]
    for share, name in sorted(limits, reverse=True):
        print(f"  {share:6.2f}  {name}")


main()
