"""The app: `streamlit run app.py`. Pages live in planner/ui."""

from __future__ import annotations

import streamlit as st

from planner.ui import entrance
from planner.ui.kit import frame, link

frame.configure()
entrance.enter()
pages = frame.pages()
page = st.navigation(pages, position="hidden")
link.on_page(page.url_path)
frame.header(pages, page)
page.run()
link.finish()
