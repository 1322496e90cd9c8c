"""The app: `streamlit run app.py`. Pages live in planner/ui."""

from __future__ import annotations

import streamlit as st

from planner.ui.kit import frame

frame.configure()
page = st.navigation(frame.pages(), position="top")
frame.header()
page.run()
