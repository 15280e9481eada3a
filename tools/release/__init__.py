"""The pipeline's own steps: what to build, the digests into Git, the gate, the way back."""
