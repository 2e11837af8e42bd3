#!/bin/sh
# Spreads a run over the tasks of a Slurm array, and judges it when all of them are done:
#
#   shards=$(sbatch --parsable slurm-array.sh)
#   sbatch --dependency=afterok:$shards --wrap 'npx lasso merge shards'
#
#SBATCH --job-name=lasso
#SBATCH --array=1-8
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
npx lasso check \
  --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" \
  --output "shards/$SLURM_ARRAY_TASK_ID.json" \
  --workers "$SLURM_CPUS_PER_TASK"
