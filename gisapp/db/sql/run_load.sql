select number, kind, municipality_code, question, inputs, code_version, figures, figures_digest,
       first_at, last_at, pinned
from analysis_run
where number = :number
