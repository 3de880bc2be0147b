"""The shell: command line, edges to the world, pages. Whoever imports any part of it runs this first."""

import os

SILENCED = {"ORT_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}
"""What keeps onnxruntime (on by default: Microsoft), huggingface-hub and hf-xet from reporting home."""

# The libraries read these once, when they are loaded, so here is the only place that is always early enough.
# What the environment says is overruled: no recording is worth somebody else's statistics.
os.environ.update(SILENCED)
