# The app is built with Node, and served without it.
FROM python:3.11-slim-bookworm AS build
WORKDIR /house
COPY pwa/requirements.txt pwa/requirements.txt
RUN pip install --no-cache-dir --require-hashes -r pwa/requirements.txt
COPY requirements.txt .
RUN uv venv /venv && VIRTUAL_ENV=/venv uv pip install --compile-bytecode --require-hashes -r requirements.txt
COPY pwa/package.json pwa/package-lock.json pwa/.npmrc pwa/
RUN cd pwa && npm ci
COPY pwa pwa
COPY server/headers.py server/headers.py
RUN cd pwa && npm run build

FROM python:3.11-slim-bookworm
RUN useradd --create-home --uid 10001 plumbline
WORKDIR /house
COPY --from=build /venv /venv
COPY server server
COPY sync sync
COPY --from=build /house/pwa/dist pwa/dist
ENV PATH=/venv/bin:$PATH PORT=8000
USER plumbline
EXPOSE 8000
CMD ["sh", "-c", "flask --app server db upgrade && exec gunicorn --no-control-socket --config python:server.serving --bind 0.0.0.0:$PORT"]
