"""The pipeline's own steps: what to build, digests into Git, the gate, the revert."""
