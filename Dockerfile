# The program in a box that needs no network once it is built:
#
#   docker build -t appeal .
#   docker run --rm --network none -v "$PWD":/case appeal build /case/case.yaml
#
# The files belong to user 1000, as on most desktops; if you are another, add --user "$(id -u)".
FROM debian:12-slim

WORKDIR /opt/appeal
ENV LANG=C.UTF-8 PIP_NO_CACHE_DIR=1

# The set-up that a checkout has, with the packages of the system and the lock.
COPY run requirements.lock ./
RUN ./run true && fc-cache && rm -rf /var/lib/apt/lists/*

COPY generator generator
COPY evidence_schemas evidence_schemas
COPY templates templates
RUN ./run python -m compileall -q generator && useradd --uid 1000 --create-home appeal

USER appeal
WORKDIR /case
ENTRYPOINT ["/opt/appeal/run", "appeal"]
