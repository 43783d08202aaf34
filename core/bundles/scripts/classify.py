"""Say what is in a picture: python run.py picture.png"""

import json
import sys
from pathlib import Path

import keras
import numpy as np
from PIL import Image, ImageOps

here = Path(__file__).parent
about = json.loads((here / "network.json").read_text(encoding="utf-8"))
height, width, channels = about["picture"]["shape"]
picture = Image.open(sys.argv[1]).convert("L" if channels == 1 else "RGB")
pixels = np.asarray(ImageOps.fit(picture, (width, height)), np.float32) / 255  # from 0 to 1
network = keras.models.load_model(here / about["file"], compile=False)
answers = np.asarray(network(pixels.reshape(1, height, width, channels), training=False))[0]
for place in answers.argsort()[::-1][:3]:
    print(f"{answers[place]:6.1%}  {about['classes'][place]}")
