"""Made-up reports as others publish and copy them: pages, PDFs, texts; whole, or torn on the way."""
