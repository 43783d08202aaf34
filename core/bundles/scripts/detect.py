"""Say what is where in a picture, in Paretoscope's folder: python path/to/run.py picture.png"""

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path.cwd()))
from core.prediction.predict import predict  # noqa: E402  (Paretoscope reads the network's tensors)

here = Path(__file__).parent
about = json.loads((here / "network.json").read_text(encoding="utf-8"))
height, width, channels = about["picture"]["shape"]
picture = Image.open(sys.argv[1]).convert("L" if channels == 1 else "RGB").resize((width, height))
pixels = np.asarray(picture, np.float32).reshape(height, width, channels) / 255  # from 0 to 1
found = predict(here / about["file"], pixels)
for box, score, label in zip(found.boxes, found.scores, found.labels, strict=True):
    if score >= 0.3:
        print(f"{score:6.1%}  {about['classes'][label]}  {box.round(1).tolist()}")
