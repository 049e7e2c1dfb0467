"""The Celery worker: computes the reports whose ids come in."""
