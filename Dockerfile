# The planner as one service: docs/deploy.md. Build: docker build -t planner .
FROM python:3.11-slim-bookworm

# Chromium prints reports as PDF; without it HTML and Excel are written: --build-arg PDF=no
ARG PDF=yes
RUN if [ "$PDF" = yes ]; then \
      apt-get update && apt-get install -y --no-install-recommends chromium fonts-dejavu-core \
      && rm -rf /var/lib/apt/lists/*; \
    fi

WORKDIR /planner
COPY requirements.txt requirements.lock ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check -c requirements.lock -r requirements.txt

COPY app.py pyproject.toml ./
COPY .streamlit/config.toml .streamlit/
COPY planner planner
COPY data data
COPY scenarios scenarios
RUN /venv/bin/python -m compileall -q planner \
    && useradd --system --uid 10001 --no-create-home planner \
    && install -d -o planner -g planner /runs

# The root file system may be read-only: what is written goes to /runs and /tmp.
ENV PATH=/venv/bin:$PATH PYTHONPATH=/planner PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    HOME=/tmp PLANNER_STORE=/runs PLANNER_LOG=json
USER planner
VOLUME /runs
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/healthz', timeout=8)"]
CMD ["python", "-m", "streamlit", "run", "planner/ui/server.py", "--server.headless", "true", "--server.address", "0.0.0.0", "--server.port", "8501", "--server.fileWatcherType", "none"]
