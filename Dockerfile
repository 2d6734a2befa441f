# syntax=docker/dockerfile:1.7
# The service in an image: one stage installs and converts the model, the other only carries the
# result. The image holds no key and no setting but paths.

FROM python:3.11.14-slim-bookworm AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
RUN python -m venv /opt/probant
ENV PATH=/opt/probant/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1

# The pins constrain, pyproject.toml chooses: development tools stay out. Where packages come from
# (a mirror, CPU builds of torch) is the builder's pip.conf, given as a secret that no layer keeps:
#   docker build --secret id=pip,src=pip.conf .
# --build-arg EXTRA=gpu takes faiss-gpu in the place of faiss-cpu; the pip.conf must not lead to CPU
# builds of torch then.
ARG EXTRA=""
COPY requirements.txt pyproject.toml README.md LICENSE ./
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    python -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; extra = p['optional-dependencies'].get('$EXTRA', []); print(*(one for one in p['dependencies'] if not ('$EXTRA' == 'gpu' and one.startswith('faiss-cpu'))), *extra, 'hatchling', sep='\n')" > wanted.txt \
 && pip install --constraint requirements.txt --requirement wanted.txt

COPY . .
RUN pip install --no-deps --no-build-isolation .

# Converted here, so that it is read from a read-only disk later.
ENV PROBANT_MODELS=/opt/probant/share/probant/models
RUN PROBANT_DATA=/tmp/data probant prepare && rm -rf /tmp/data


FROM python:3.11.14-slim-bookworm
# libgomp1: for torch. libmagic1: for unstructured. Fonts: for pages that embed none. tesseract: for
# pages that are images.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libgomp1 libmagic1 fonts-dejavu-core \
      tesseract-ocr tesseract-ocr-eng tesseract-ocr-fra tesseract-ocr-osd \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home --home-dir /home/probant --shell /usr/sbin/nologin probant \
 && install -d -o probant -g probant -m 0700 /data
COPY --from=build /opt/probant /opt/probant
ENV PATH=/opt/probant/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PROBANT_DATA=/data \
    PROBANT_MODELS=/opt/probant/share/probant/models
USER probant
WORKDIR /data
VOLUME /data
EXPOSE 8440
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ.get('PROBANT_PORT', '8440') + '/healthz', timeout=4)"]
ENTRYPOINT ["probant"]
CMD ["serve"]
