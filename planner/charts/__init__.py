"""Plan → Plotly figure, one function a chart. No Streamlit, no file: titles are findings, said above the figure."""
