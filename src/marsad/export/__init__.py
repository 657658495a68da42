"""Export: the events in formats that people use. Every file is written whole or not at all, with a manifest beside it.

``write(records, form, path, manifest=…)`` takes records that passed :mod:`marsad.protect`; :data:`EXPORTERS` names the
formats, each a function of one signature.
"""

from marsad.export.write import EXPORTERS, Exporter, Manifest, Written, exporter, replacing, write

__all__ = ["EXPORTERS", "Exporter", "Manifest", "Written", "exporter", "replacing", "write"]
