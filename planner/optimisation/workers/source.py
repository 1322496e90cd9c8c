"""Where workers come from: this machine, or a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.optimisation.workers.cluster import Cluster
from planner.optimisation.workers.worker import Here

if TYPE_CHECKING:
    from planner.optimisation.workers.worker import Source


def source_of(processes: int, cluster: str | None = None) -> Source:
    """Workers of a Dask cluster, by the address of its scheduler, or without one processes of this machine."""
    if cluster is None:
        return Here(processes)
    return Cluster(cluster)
