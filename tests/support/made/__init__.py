"""Made for a test: drafts, workbooks and texts as a clerk would write them, forms without their tags."""
