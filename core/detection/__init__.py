"""Object detection without a network: boxes, anchors, targets, losses, suppression, evaluation.

Boxes are float32 ``(x1, y1, x2, y2)`` in pixels of the picture. The objects of a batch are
``boxes (pictures, most, 4)`` and ``labels (pictures, most)``, where label -1 is no object.
``boxes``, ``anchors``, ``matching``, ``evaluation`` and ``augmentation`` do without TensorFlow.
"""
