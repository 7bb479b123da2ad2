"""Quality indicators: signs that forms deserve a second look, never verdicts on forms or people.

Answers are packed as everywhere in this package: uint8, shape (items, n), 0 is blank, 1..`scale`
are the points of the scale, `scale` + 1 is "no opinion".
"""
