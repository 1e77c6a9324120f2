# A site of Digest. It needs no root, writes nothing but /tmp and what is mounted, and
# listens at 8000: docs/deploying.md.

FROM python:3.13-slim-trixie AS made
WORKDIR /srv/digest
COPY requirements.txt .
RUN python -m venv /venv
RUN /venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY . .
RUN /venv/bin/python manage.py collectstatic --noinput
RUN /venv/bin/python -m compileall -q /srv/digest

FROM python:3.13-slim-trixie
# For backups of PostgreSQL, and for cards of titles that are written from right to left.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client-17 libfribidi0 \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin digest
RUN install --directory --owner 10001 /backups /srv/digest/db.cards
COPY --from=made /venv /venv
COPY --from=made /srv/digest /srv/digest
WORKDIR /srv/digest
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PROMETHEUS_MULTIPROC_DIR=/tmp
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-m", "digest.alive"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--workers-kill-timeout", "5", "--no-access-log", "--log-level", "warning", "digest.wsgi:application"]
