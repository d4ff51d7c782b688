-- Two who ask the same at once store it once.
insert into analysis_run (number, kind, municipality_code, question, inputs, code_version, figures, figures_digest, pinned)
values (:number, :kind, :code, cast(:question as jsonb), cast(:inputs as jsonb), :code_version, cast(:figures as jsonb),
        :figures_digest, :pin)
on conflict (number) do update set last_at = now(), pinned = analysis_run.pinned or excluded.pinned
