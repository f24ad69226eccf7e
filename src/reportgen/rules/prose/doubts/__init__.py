"""Numbers of the prose whose remedy is not certain: what they are held against may be wrong, stand elsewhere, or be of something else.

May import what prose may, prose itself and its arithmetic.
"""
