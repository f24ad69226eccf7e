"""What one official form changes against another.

May import what packs may.
"""
