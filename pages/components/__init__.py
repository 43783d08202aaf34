"""Pieces that several pages share: words, colours, drawings and the live chart."""
