"""Parts of pages that solve or compare: the what-if bar, plans side by side."""
