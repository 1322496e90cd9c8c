"""Streamlit pages: layout only. What is shown is computed in planner.plan, planner.charts and planner.ui.kit.cards."""
