"""The app: `streamlit run app.py`. Pages live in planner/ui."""

from __future__ import annotations

import streamlit as st

from planner.ui import entrance
from planner.ui.kit import frame, link, timed

frame.configure()
entrance.enter()
pages = frame.pages()
page = st.navigation(pages, position="hidden")
link.on_page(page.url_path)
timed.shows(page, st.query_params.to_dict())
frame.header(pages, page)
page.run()
link.finish()
