"""From an uploaded file to a new version: look at it, try a mapping out, publish."""

from loading.upload import Glance, Trial, glance, propose, publish, remembered_table, set_aside, settle, try_out

__all__ = ["Glance", "Trial", "glance", "propose", "publish", "remembered_table", "set_aside", "settle", "try_out"]
