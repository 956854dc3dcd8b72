"""Each contradiction is refused with its file, row, column and fix; several are told at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from copies import REPOSITORY

from segments.config_accounts import NUMERIC_ATTRIBUTES, REASONS_MAX, TIERS_MAX
from segments.config_check import COLUMNS, check_configuration, find_problems
from segments.config_governance import CHECK_IDS
from segments.config_params import PARAMS
from segments.config_readiness import READINESS_CHECKS
from segments.config_tables import ACCOUNT_TEXTS, ENTITIES
from segments.config_variables import ATTRIBUTES, COUNTED_COLUMNS
from segments.contracts import load_input_entities
from segments.errors import InputRefused
from segments.seed_files import load_seeds

OWNER = "small--replace_legacy,files:U001"
RUN, SHA = "0123456789abcdef", "0" * 64

HERE = True
"""The refusal names the line that was changed."""

# file, text to find ("" appends), text to put, line, column, words of the message
REFUSALS = {
    "weights sum to 0.9": ("score_weights", "0.30", "0.20", None, "weight", "sum to 0.9"),
    "window that no metric wears": (
        "params",
        "win_window_months,24",
        "win_window_months,12",
        None,
        "window_months",
        "is not win_window_months",
    ),
    "negative weight": ("score_weights", "0.30", "-0.30", HERE, "weight", "not a number from 0"),
    "weight in words": ("score_weights", "0.30", "high", HERE, "weight", "not a number from 0"),
    "unknown component": ("score_weights", "win_rate,", "luck,", HERE, "component", "'luck'"),
    "missing component": ("score_weights", "velocity,", "win_rate,", None, "component", "velocity"),
    "unknown entity": ("entities", "users,crm", "people,crm", HERE, "entity", "'people'"),
    "entity without its row": ("entities", "users,crm", "contacts,crm", None, "entity", "'users'"),
    "file of another entity": ("entities", "crm/users", "crm/people", HERE, "file", "crm/people"),
    "source of no metric": ("metric_sources", "arr,", "luck,", HERE, "metric_id", "'luck'"),
    "source that is no entity": (
        "metric_sources",
        "arr,contract_lines",
        "arr,ledger",
        HERE,
        "entity",
        "'ledger'",
    ),
    "interval of no such metric": (
        "interval_multipliers",
        "grr,30,",
        "arr,30,",
        HERE,
        "metric_id",
        "'arr'",
    ),
    "interval that narrows": (
        "interval_multipliers",
        "grr,30,2.47",
        "grr,30,0.47",
        HERE,
        "multiplier",
        "no widening",
    ),
    "coverage above one": (
        "interval_multipliers",
        "0.813,",
        "1.813,",
        HERE,
        "unwidened_coverage",
        "no share",
    ),
    "loss reason in capitals": (
        "no_decision_reasons",
        "no decision,",
        "No decision,",
        HERE,
        "loss_reason",
        "not lower case",
    ),
    "unknown scale": ("score_weights", ",log", ",cube", HERE, "scale", "'cube'"),
    "band gap": ("firmographic_bands", "2,50,250", "2,60,250", HERE, "lower_bound", "gap"),
    "band overlap": ("firmographic_bands", "2,50,250", "2,40,250", HERE, "lower_bound", "overlaps"),
    "band inverted": (
        "firmographic_bands",
        "2,50,250",
        "2,250,50",
        HERE,
        "upper_bound",
        "runs from",
    ),
    "band bound in words": (
        "firmographic_bands",
        "2,50,",
        "2,many,",
        HERE,
        "lower_bound",
        "'many'",
    ),
    "band twice": (
        "firmographic_bands",
        "count,mid_market",
        "count,small",
        HERE,
        "firmographic_band_id",
        "already stands on line 2",
    ),
    "band id": (
        "firmographic_bands",
        "count,mid_market",
        "count,Mid market",
        HERE,
        "firmographic_band_id",
        "no identifier",
    ),
    "band id reserved": (
        "firmographic_bands",
        "count,mid_market",
        "count,unbanded",
        HERE,
        "firmographic_band_id",
        "reserved",
    ),
    "bands of an unknown basis": (
        "firmographic_bands",
        "industry,software",
        "sector,software",
        HERE,
        "basis",
        "'sector' is not in",
    ),
    "two rest bands": (
        "firmographic_bands",
        "3,,,Healthcare",
        "3,,,",
        None,
        "listed_value",
        "second band",
    ),
    "value listed twice": (
        "firmographic_bands",
        "3,,,Healthcare",
        "3,,,software",
        HERE,
        "listed_value",
        "already stands",
    ),
    "listed value of a number": (
        "firmographic_bands",
        "1,0,50,",
        "1,0,50,Few",
        HERE,
        "listed_value",
        "employee_count: a number has no listed values",
    ),
    "bound of a category": (
        "firmographic_bands",
        "Manufacturing,2,,,",
        "Manufacturing,2,5,,",
        HERE,
        "lower_bound",
        "industry: a category has no bounds",
    ),
    "bands of a basis that no model reads": (
        "firmographic_bands",
        "",
        "territory,north,North,1,,,North\n",
        HERE,
        "basis",
        "no model puts accounts into bands by 'territory'",
    ),
    "first band above 0": (
        "firmographic_bands",
        "small,Small business,1,0,",
        "small,Small business,1,1,",
        HERE,
        "lower_bound",
        "starts at 1, not at 0",
    ),
    "two segments of a band-only grid of one name": (
        "segment_names",
        "",
        "large--unknown,Small business accounts\n",
        HERE,
        "segment_name",
        "large--unknown and small--unknown would both be called",
    ),
    "shared owner in capitals": (
        "shared_owner_names",
        "revops,",
        "RevOps,",
        HERE,
        "shared_words",
        "not words of small letters",
    ),
    "shared owner matched in no way": (
        "shared_owner_names",
        "sales,whole_name",
        "sales,somehow",
        HERE,
        "name_match",
        "'somehow'",
    ),
    "basis without bands": (
        "params",
        "firmographic_basis,employee_count",
        "firmographic_basis,need_state",
        HERE,
        "value",
        "no bands",
    ),
    "basis that is a modifier": (
        "params",
        "firmographic_basis,employee_count",
        "firmographic_basis,ownership",
        HERE,
        "value",
        "not an active qualifier",
    ),
    "basis not active": (
        "variable_registry",
        "accounts,revenue_operations,true\nannual",
        "accounts,revenue_operations,false\nannual",
        None,
        "value",
        "not an active qualifier",
    ),
    "too few need states": (
        "params",
        "need_state_min,3",
        "need_state_min,6",
        None,
        "is_active",
        "5 active",
    ),
    "need state twice": (
        "need_states",
        "Prove compliance",
        "replace a legacy system",
        HERE,
        "need_state_name",
        "already stands",
    ),
    "need priority twice": (
        "need_states",
        "seekers,2",
        "seekers,1",
        HERE,
        "priority_order",
        "already stands",
    ),
    "need id reserved": (
        "need_states",
        "integrate_data",
        "unknown",
        HERE,
        "need_state_id",
        "reserved",
    ),
    "name says nothing": (
        "segment_names",
        "Mid-market system replacers",
        "Segment 7",
        HERE,
        "segment_name",
        "says nothing",
    ),
    "name too long": (
        "segment_names",
        "Mid-market system replacers",
        "x" * 81,
        HERE,
        "segment_name",
        "81 characters",
    ),
    "name twice": (
        "segment_names",
        "",
        "small--replace_legacy,mid-market SYSTEM replacers\n",
        HERE,
        "segment_name",
        "already stands on line 2",
    ),
    "name of no segment": (
        "segment_names",
        "mid_market--",
        "midmarket--",
        HERE,
        "segment_id",
        "no band and need state",
    ),
    "owner of no segment": (
        "segment_owners",
        "small--replace",
        "tiny--replace",
        HERE,
        "segment_id",
        "'tiny--replace_legacy'",
    ),
    "two owners": (
        "segment_owners",
        "",
        f"{OWNER}\n",
        HERE,
        "segment_id",
        "already stands on line 2",
    ),
    "owner id": ("segment_owners", OWNER, OWNER[:-10] + "U001", HERE, "owner_id", "no user id"),
    "unknown bucket": (
        "variable_registry",
        "firmographic,firmographic,q",
        "static,firmographic,q",
        HERE,
        "bucket",
        "'static'",
    ),
    "subtype in another bucket": (
        "variable_registry",
        "behavioral,behavioral",
        "needs_based,behavioral",
        HERE,
        "bucket",
        "lies in bucket behavioral",
    ),
    "unknown role": ("variable_registry", ",modifier,", ",filter,", HERE, "role", "'filter'"),
    "variable twice": (
        "variable_registry",
        "naics_code,NAICS",
        "industry,NAICS",
        HERE,
        "variable_name",
        "already stands on line 4",
    ),
    "unknown parameter": (
        "params",
        "kill_share_min",
        "kill_share",
        HERE,
        "param",
        "unknown parameter",
    ),
    "loss floor above all revenue": (
        "params",
        "loss_segment_share_min,0.05",
        "loss_segment_share_min,5",
        HERE,
        "value",
        "from 0 to 1",
    ),
    "loss floor in words": (
        "params",
        "loss_total_share_min,0.005",
        "loss_total_share_min,small",
        HERE,
        "value",
        "from 0 to 1",
    ),
    "missing parameter": ("params", "kill_share_min", "kill_share", None, "param", "is missing"),
    "parameter twice": (
        "params",
        "",
        "a_min_accounts,300,tier_matrix,,,\n",
        HERE,
        "param",
        "already stands on line",
    ),
    "parameter of another artifact": (
        "params",
        "kill_share_min,0.02,segment_grid",
        "kill_share_min,0.02,tier_matrix",
        HERE,
        "artifact",
        "feeds segment_grid",
    ),
    "quantile that falls": (
        "chi_square_quantiles",
        "2,5.991465",
        "2,3.991465",
        None,
        "quantile_95",
        "is no table of chi-square quantiles",
    ),
    "scoring decided without a reason": (
        "params",
        "scoring_override,automatic",
        "scoring_override,enabled",
        HERE,
        "value",
        "without a reason",
    ),
    "readiness check that nothing computes": (
        "readiness_checks",
        "closing_months,deals",
        "closing_weeks,deals",
        HERE,
        "check_id",
        "no model computes 'closing_weeks'",
    ),
    "readiness check that is missing": (
        "readiness_checks",
        "created_dates,deals",
        "closing_months,deals",
        None,
        "check_id",
        "'created_dates' of 'deals' is missing",
    ),
    "readiness check without a requirement": (
        "readiness_checks",
        ",Closed deals have an amount,",
        ",,",
        HERE,
        "requirement",
        "is empty",
    ),
    "readiness check of an unknown artifact": (
        "readiness_checks",
        "opportunities,tier_matrix,1",
        "opportunities,tiers,1",
        HERE,
        "blocks_artifact",
        "'tiers' is not known",
    ),
    "parameters that contradict": (
        "params",
        "variable_count_min,12",
        "variable_count_min,21",
        HERE,
        "value",
        "above variable_count_max",
    ),
    "profile that does not exist": (
        "params",
        "profile,standard",
        "profile,tiny_team",
        HERE,
        "value",
        "profile is 'tiny_team'",
    ),
    "rows of an unknown profile": (
        "profiles",
        "",
        "tiny_team,audit_months,6\n",
        HERE,
        "profile",
        "'tiny_team' has no rows of its own",
    ),
    "rows of the standard profile": (
        "profiles",
        "",
        "standard,audit_months,6\n",
        HERE,
        "profile",
        "the values of standard stand in seeds/cfg_params.csv",
    ),
    "unknown parameter of a profile": (
        "profiles",
        "small_team,audit_months",
        "small_team,audit_weeks",
        HERE,
        "param",
        "unknown parameter 'audit_weeks'",
    ),
    "profile that names a profile": (
        "profiles",
        "",
        "small_team,profile,standard\n",
        HERE,
        "param",
        "unknown parameter 'profile'",
    ),
    "parameter of a profile twice": (
        "profiles",
        "",
        "small_team,audit_months,12\n",
        HERE,
        "param",
        "'small_team / audit_months' already stands",
    ),
    "value of a profile": (
        "profiles",
        "small_team,audit_months,6",
        "small_team,audit_months,half",
        HERE,
        "value",
        "audit_months is 'half'",
    ),
    "profile whose values contradict those it keeps": (
        "profiles",
        "small_team,segment_cap_max,6",
        "small_team,segment_cap_max,16",
        HERE,
        "value",
        "under small_team, segment_cap_max 16 is above segment_operable_max 15",
    ),
    "trigger twice": (
        "need_state_triggers",
        "merger,",
        "funding,",
        HERE,
        "trigger_type",
        "already stands",
    ),
    "trigger for a need that nobody knows": (
        "need_state_triggers",
        "merger,integrate_data",
        "merger,merge_data",
        HERE,
        "need_state_id",
        "'merge_data'",
    ),
    "trigger without weight": (
        "need_state_triggers",
        "scale_operations,0.50",
        "scale_operations,0",
        HERE,
        "weight",
        "not a number above 0",
    ),
    "trigger without a window": (
        "need_state_triggers",
        "0.75,365",
        "0.75,0",
        HERE,
        "window_days",
        "not a whole number from 1",
    ),
    "fewer interviews to pass than to warn": (
        "params",
        "interview_warn_min,15",
        "interview_warn_min,21",
        HERE,
        "value",
        "above interview_ok_min",
    ),
    "artifact of a missing seed": (
        "artifacts",
        "cfg_need_states",
        "cfg_needs",
        HERE,
        "seed_name",
        "there is no seeds/cfg_needs.csv",
    ),
    "artifact of signatures": (
        "artifacts",
        "cfg_need_states",
        "cfg_signoffs",
        HERE,
        "seed_name",
        "may feed no artifact",
    ),
    "seed that feeds nothing": (
        "artifacts",
        "segment_grid,Segment grid,2,cfg_need_states\n",
        "",
        None,
        "seed_name",
        "cfg_need_states feeds no artifact",
    ),
    "check that nothing computes": (
        "checks",
        "rows_quarantined",
        "rows_refused",
        HERE,
        "check_id",
        "'rows_refused'",
    ),
    "check that is missing": (
        "checks",
        "rows_quarantined",
        "arr_unmatched",
        None,
        "check_id",
        "check 'rows_quarantined' is missing",
    ),
    "check twice": (
        "checks",
        "rows_quarantined",
        "arr_unmatched",
        HERE,
        "check_id",
        "already stands",
    ),
    "severity of a check": ("checks", ",error,sales", ",fatal,sales", HERE, "severity", "'fatal'"),
    "check without owner": ("checks", ",error,sales", ",error,", HERE, "owner", "is empty"),
    "nobody has to sign": (
        "signoff_requirements",
        "variable_model,sales\ntier_matrix,sales\ntier_matrix,finance\n",
        "",
        None,
        None,
        "nobody has to sign",
    ),
    "variable that no model reads": (
        "variable_registry",
        "naics_code,NAICS",
        "naics,NAICS",
        HERE,
        "variable_name",
        "no model reads 'naics'",
    ),
    "behaviour without a guard against leakage": (
        "variable_registry",
        "count,,90,before_outcome",
        "count,,90,",
        HERE,
        "leakage_guard",
        "activity_count has no guard against leakage",
    ),
    "behaviour that says it needs no guard": (
        "variable_registry",
        "acquisition_source,value,,,before_outcome",
        "acquisition_source,value,,,none",
        HERE,
        "leakage_guard",
        "acquisition_source has no guard against leakage",
    ),
    "behaviour over the whole life": (
        "variable_registry",
        "count,,90,before_outcome",
        "count,,90,whole_life",
        HERE,
        "leakage_guard",
        "knows the outcome: leakage",
    ),
    "unknown guard": (
        "variable_registry",
        "industry,value,,,none",
        "industry,value,,,sometimes",
        HERE,
        "leakage_guard",
        "'sometimes' is not known",
    ),
    "touches over all time": (
        "variable_registry",
        "count,,90,before_outcome",
        "count,,,before_outcome",
        HERE,
        "window_days",
        "tell the age of an account",
    ),
    "window in words": (
        "variable_registry",
        "count,,90,",
        "count,,quarter,",
        HERE,
        "window_days",
        "'quarter'",
    ),
    "one source under two names": (
        "variable_registry",
        "technographics,category,presence,erp",
        "technographics,technology,distinct_count,",
        HERE,
        "source_column",
        "is registered already, as technology_count on line 23",
    ),
    "unknown subtype": (
        "variable_registry",
        "firmographic,geographic",
        "firmographic,astrologic",
        HERE,
        "subtype",
        "'astrologic'",
    ),
    "variable of another entity": (
        "variable_registry",
        "Marketing,technographics,technology",
        "Marketing,horoscopes,technology",
        HERE,
        "source_entity",
        "'horoscopes'",
    ),
    "column that is not counted": (
        "variable_registry",
        "contacts,function",
        "contacts,email",
        HERE,
        "source_column",
        "'email' is not counted of contacts",
    ),
    "attribute of another column": (
        "variable_registry",
        "accounts,industry",
        "accounts,region",
        HERE,
        "source_column",
        "is not what industry reads",
    ),
    "count of an attribute": (
        "variable_registry",
        "industry,value",
        "industry,count",
        HERE,
        "measure",
        "an attribute has no count",
    ),
    "value of many rows": (
        "variable_registry",
        "function,distinct_count",
        "function,value",
        HERE,
        "measure",
        "has many rows an account",
    ),
    "window of an attribute": (
        "variable_registry",
        "industry,value,,,",
        "industry,value,,90,",
        HERE,
        "window_days",
        "an attribute has none",
    ),
    "empty attribute that is zero": (
        "variable_registry",
        "industry,value,,,none,unknown",
        "industry,value,,,none,zero",
        HERE,
        "silence_means",
        "never zero",
    ),
    "mean of nothing": (
        "variable_registry",
        "active_users,90,before_outcome,unknown",
        "active_users,90,before_outcome,zero",
        HERE,
        "silence_means",
        "the mean of nothing",
    ),
    "mean over all metrics": (
        "variable_registry",
        "mean,active_users",
        "mean,",
        HERE,
        "source_value",
        "a mean is one of something",
    ),
    "mean of what has no quantity": (
        "variable_registry",
        "category,presence",
        "category,mean",
        HERE,
        "measure",
        "carries no quantity",
    ),
    "value in capitals": (
        "variable_registry",
        "presence,erp",
        "presence,ERP",
        HERE,
        "source_value",
        "not lower case",
    ),
    "use by everybody": (
        "variable_registry",
        "unknown,customers,revenue_operations,true\ntechnology",
        "unknown,accounts,revenue_operations,true\ntechnology",
        None,
        "eligible_population",
        "only customers use the product",
    ),
    "count under the name of an attribute": (
        "variable_registry",
        "technology_count,",
        "domain,",
        HERE,
        "variable_name",
        "is an attribute of accounts",
    ),
    "silence that means nothing": (
        "variable_registry",
        "before_outcome,zero,accounts,sales",
        "before_outcome,null,accounts,sales",
        HERE,
        "silence_means",
        "'null'",
    ),
    "requirement twice": (
        "signoff_requirements",
        "",
        "tier_matrix,sales\n",
        HERE,
        "function",
        "already stands",
    ),
    "hash of a signature": (
        "signoffs",
        "",
        f"S1,{RUN},tier_matrix,abc,{SHA},sales,Ann,2025-07-01\n",
        HERE,
        "artifact_hash",
        "malformed",
    ),
    "day of a signature": (
        "signoffs",
        "",
        f"S1,{RUN},tier_matrix,{SHA},{SHA},sales,Ann,01.07.2025\n",
        HERE,
        "signed_on",
        "no day",
    ),
    "assumption twice": (
        "assumptions",
        "need_evidence,Below",
        "same_fx_day,Below",
        HERE,
        "assumption_id",
        "already stands on line 2",
    ),
    "assumption on no setting": (
        "assumptions",
        ",arr_rate_date,",
        ",fx_day,",
        HERE,
        "rests_on",
        "'fx_day'",
    ),
    "assumption of nobody": (
        "assumptions",
        ",arr_rate_date,finance,",
        ",arr_rate_date,,",
        HERE,
        "owner",
        "no identifier",
    ),
    "assumption without end": (
        "assumptions",
        "2027-06-30",
        "never",
        HERE,
        "expires_on",
        "'never' is no day",
    ),
    "assumption under nothing": (
        "assumptions",
        "rpt_tier_matrix;rpt_arr_reconciliation",
        "the matrix",
        HERE,
        "outputs",
        "malformed",
    ),
    "market of no segment": (
        "segment_market",
        "",
        "tiny--x,fit,3,2025-07-01,Ann\n",
        HERE,
        "segment_id",
        "'tiny--x'",
    ),
    "market component": (
        "segment_market",
        "",
        "small--replace_legacy,win_rate,3,2025-07-01,Ann\n",
        HERE,
        "component",
        "'win_rate'",
    ),
    "market assessed twice": (
        "segment_market",
        "",
        "small--replace_legacy,fit,3,2025-07-01,Ann\nsmall--replace_legacy,fit,4,2025-07-01,Bo\n",
        None,
        "component",
        "already stands on line 2",
    ),
    "market without a number": (
        "segment_market",
        "",
        "small--replace_legacy,fit,high,2025-07-01,Ann\n",
        HERE,
        "component_value",
        "'high' is not a number",
    ),
    "market assessed tomorrow": (
        "segment_market",
        "",
        "small--replace_legacy,fit,3,2999-07-01,Ann\n",
        HERE,
        "assessed_on",
        "has not come yet",
    ),
    "market by nobody": (
        "segment_market",
        "",
        "small--replace_legacy,fit,3,2025-07-01,\n",
        HERE,
        "source",
        "is empty",
    ),
    "weight of no component": (
        "score_weights",
        "market_size,",
        "market_share,",
        HERE,
        "component",
        "'market_share'",
    ),
    "weights beside 1": (
        "score_weights",
        "as assessed,0,",
        "as assessed,0.05,",
        None,
        "weight",
        "sum to 1.05",
    ),
    "signature of tomorrow's tomorrow": (
        "signoffs",
        "",
        f"S1,{RUN},tier_matrix,{SHA},{SHA},sales,Ann,2999-01-01\n",
        HERE,
        "signed_on",
        "has not come yet",
    ),
    "one hand for two functions": (
        "signoffs",
        "",
        f"S1,{RUN},tier_matrix,{SHA},{SHA},sales,Ann,2025-07-01\n"
        f"S2,{RUN},tier_matrix,{SHA},{SHA},finance,ANN,2025-07-01\n",
        None,
        "function",
        "as sales on line 2",
    ),
    "unknown task": (
        "governance_calendar",
        "audit,",
        "audits,",
        HERE,
        "task",
        "'audits' is not known",
    ),
    "task that is missing": (
        "governance_calendar",
        "audit,",
        "audits,",
        None,
        "task",
        "task 'audit' is missing",
    ),
    "task twice": (
        "governance_calendar",
        "revalidation,",
        "audit,",
        HERE,
        "task",
        "already stands on line 4",
    ),
    "task without owner": (
        "governance_calendar",
        "adoption,sales",
        "adoption,",
        HERE,
        "owner",
        "no identifier",
    ),
    "task that something else completes": (
        "governance_calendar",
        ",approval,",
        ",review,",
        HERE,
        "completed_by",
        "completed by approval",
    ),
    "task of no artifact": (
        "governance_calendar",
        ",tier_matrix,adoption",
        ",tiers,adoption",
        HERE,
        "artifact",
        "'tiers'",
    ),
    "notice of a task": (
        "governance_calendar",
        "sales,30,",
        "sales,-1,",
        HERE,
        "notice_days",
        "'-1'",
    ),
    "planned on no day": (
        "governance_calendar",
        "2026-07-31",
        "2026-02-30",
        HERE,
        "first_due_date",
        "'2026-02-30' is no day",
    ),
    "review of what is not reviewed": (
        "reviews",
        "",
        "R1,tier_matrix,2025-07-01,Ann,\n",
        HERE,
        "task",
        "'tier_matrix'",
    ),
    "review twice": (
        "reviews",
        "",
        "R1,audit,2025-07-01,Ann,\nR1,audit,2025-08-01,Ann,\n",
        None,
        "review_id",
        "already stands on line 2",
    ),
    "review by nobody": (
        "reviews",
        "",
        "R1,audit,2025-07-01,,\n",
        HERE,
        "reviewed_by",
        "is empty",
    ),
    "review on no day": (
        "reviews",
        "",
        "R1,audit,July,Ann,\n",
        HERE,
        "reviewed_on",
        "'July' is no day",
    ),
    "review to come": (
        "reviews",
        "",
        "R1,audit,2999-07-01,Ann,\n",
        HERE,
        "reviewed_on",
        "has not come yet",
    ),
    "merge as a decision": (
        "decisions",
        "",
        "D1,merge,,small--replace_legacy,,2025-07-01,Ann,why\n",
        HERE,
        "decision_type",
        "a merge is no decision of its own",
    ),
    "merge of a cell that nobody has": (
        "segment_map",
        "",
        "small--replace_legacy,small--everything,2025-07-01,Ann,why\n",
        HERE,
        "to_segment_id",
        "no band and need state give",
    ),
    "merge of an unknown need": (
        "segment_map",
        "",
        "small--unknown,small--replace_legacy,2025-07-01,Ann,why\n",
        HERE,
        "from_segment_id",
        "no band and need state give",
    ),
    "merge of one cell twice": (
        "segment_map",
        "",
        "small--replace_legacy,small--prove_compliance,2025-07-01,Ann,why\n"
        "small--replace_legacy,small--integrate_data,2025-07-01,Ann,why\n",
        None,
        "from_segment_id",
        "already stands",
    ),
    "merge across bands": (
        "segment_map",
        "",
        "small--replace_legacy,large--replace_legacy,2025-07-01,Ann,why\n",
        HERE,
        "to_segment_id",
        "are of two bands",
    ),
    "merge in a circle": (
        "segment_map",
        "",
        "small--replace_legacy,small--prove_compliance,2025-07-01,Ann,why\n"
        "small--prove_compliance,small--integrate_data,2025-07-01,Ann,why\n"
        "small--integrate_data,small--replace_legacy,2025-07-01,Ann,why\n",
        HERE,
        "to_segment_id",
        "run in a circle",
    ),
    "merge on no day": (
        "segment_map",
        "",
        "small--replace_legacy,small--prove_compliance,soon,Ann,why\n",
        HERE,
        "effective_date",
        "'soon' is no day",
    ),
    "merge that nobody decided": (
        "segment_map",
        "",
        "small--replace_legacy,small--prove_compliance,2025-07-01,,why\n",
        HERE,
        "decided_by",
        "is empty",
    ),
    "name that another segment would have": (
        "segment_names",
        "",
        "mid_market--prove_compliance,Small business legacy replacers\n",
        HERE,
        "segment_name",
        "would both be called",
    ),
    "noun too long for a picklist": (
        "need_states",
        "tool consolidators",
        "people who want to consolidate all of the many tools that they pay for today",
        HERE,
        "segment_noun",
        "characters",
    ),
    "second basis": (
        "params",
        "",
        "firmographic_basis,industry,segment_grid,registered qualifier,sales,A second one\n",
        HERE,
        "param",
        "'firmographic_basis' already stands",
    ),
    "two bases in one": (
        "params",
        "firmographic_basis,employee_count",
        "firmographic_basis,employee_count+industry",
        HERE,
        "value",
        "firmographic_basis is 'employee_count+industry'",
    ),
    "unknown decision": (
        "decisions",
        "",
        f"D1,promote,{RUN},,,2025-07-01,Ann,why\n",
        HERE,
        "decision_type",
        "'promote'",
    ),
    "adoption of nothing": (
        "decisions",
        "",
        "D1,adopt_run,,,,2025-07-01,Ann,why\n",
        HERE,
        "scoring_run_id",
        "no run",
    ),
    "decision without reason": (
        "decisions",
        "",
        f"D1,adopt_run,{RUN},,,2025-07-01,Ann,\n",
        HERE,
        "reason",
        "is empty",
    ),
    "decision on no day": (
        "decisions",
        "",
        f"D1,adopt_run,{RUN},,,2025-02-30,Ann,why\n",
        HERE,
        "effective_date",
        "'2025-02-30'",
    ),
    "demotion to nowhere": (
        "decisions",
        "",
        "D1,demote,,small--replace_legacy,Z,2025-07-01,Ann,why\n",
        HERE,
        "to_tier",
        "'Z'",
    ),
    "short row": ("params", "kill_share_min,0.02,", "kill_share_min,", HERE, None, "5 fields"),
    "header twice": ("signoffs", "artifact_hash", "artifact", HERE, "artifact", "stands twice"),
    "column missing": ("segment_owners", "owner_id", "owner", HERE, "owner_id", "is missing"),
    "open quote": ("segment_names", "Mid-market", '"Mid-market', None, None, "not CSV"),
    "blank around a value": ("params", "USD,", "USD ,", HERE, "value", "blank"),
    "metric twice": (
        "metrics",
        "grr,Gross revenue retention,12,point",
        "grr,Gross revenue retention,24,point",
        HERE,
        "basis",
        "already stands",
    ),
    "metric that no model computes": (
        "metrics",
        "nrr,Net revenue retention,12",
        "nrr,Net revenue retention,36",
        HERE,
        "metric_id",
        "no model computes nrr (revenue, 36 months)",
    ),
    "metric that is missing": (
        "metrics",
        "arr,Annual recurring revenue,0",
        "arr,Annual recurring revenue,1",
        None,
        "metric_id",
        "arr (constant_rate, 0 months) is missing",
    ),
    "scope rule on an unknown attribute": (
        "scope_rules",
        "exclusion,ownership",
        "exclusion,mood",
        HERE,
        "attribute",
        "'mood'",
    ),
    "scope rule of an unknown kind": (
        "scope_rules",
        "exclusion,",
        "perhaps,",
        HERE,
        "rule_kind",
        "'perhaps'",
    ),
    "scope rule without a reason": (
        "scope_rules",
        "too_small",
        "",
        HERE,
        "reason_code",
        "is no identifier",
    ),
    "scope rule with a reason of the models": (
        "scope_rules",
        "too_small",
        "deleted",
        HERE,
        "reason_code",
        "reserved",
    ),
    "gap between inclusion rules": (
        "scope_rules",
        "five_employees_or_more,inclusion,employee_count,5,,,too_small,false\n",
        "few,inclusion,employee_count,5,50,,too_small,true\n"
        "many,inclusion,employee_count,60,,,too_small,true\n",
        None,
        "lower_bound",
        "leave a gap from 50 to 60",
    ),
    "scope rule without a bound": (
        "scope_rules",
        "employee_count,5,",
        "employee_count,,",
        HERE,
        "lower_bound",
        "has no bound",
    ),
    "scope rule upside down": (
        "scope_rules",
        "employee_count,5,",
        "employee_count,5,4",
        HERE,
        "upper_bound",
        "runs from 5 to 4",
    ),
    "scope rule with a list of numbers": (
        "scope_rules",
        "employee_count,5,,,",
        "employee_count,5,,7,",
        HERE,
        "listed_values",
        "no listed values",
    ),
    "scope rule with an empty place in its list": (
        "scope_rules",
        "US;CA",
        "US;;CA",
        HERE,
        "listed_values",
        "an empty value",
    ),
    "scope rule with a word for a NAICS code": (
        "scope_rules",
        "ownership,,,government",
        "naics_code,,,51;software",
        HERE,
        "listed_values",
        "'software' begins no NAICS code",
    ),
    "more reasons than an account can wear": (
        "scope_rules",
        "",
        "".join(f"r{n},exclusion,region,,,R{n},reason_{n},true\n" for n in range(10)),
        None,
        "reason_code",
        "up to 10 reasons",
    ),
    "scope override without a reason": (
        "scope_overrides",
        "",
        "files:A1,in,,Ann,2027-01-01\n",
        HERE,
        "reason",
        "is empty",
    ),
    "scope override without an approver": (
        "scope_overrides",
        "",
        "files:A1,in,why,,2027-01-01\n",
        HERE,
        "approved_by",
        "is empty",
    ),
    "scope override without an end": (
        "scope_overrides",
        "",
        "files:A1,in,why,Ann,\n",
        HERE,
        "expires_on",
        "'' is no day",
    ),
    "scope override in neither direction": (
        "scope_overrides",
        "",
        "files:A1,maybe,why,Ann,2027-01-01\n",
        HERE,
        "scope_override",
        "'maybe'",
    ),
    "scope override of an id without its system": (
        "scope_overrides",
        "",
        "A1,in,why,Ann,2027-01-01\n",
        HERE,
        "account_id",
        "is no account id",
    ),
    "scope override twice": (
        "scope_overrides",
        "",
        "files:A1,in,why,Ann,2027-01-01\nfiles:A1,out,why,Ann,2027-01-01\n",
        None,
        "account_id",
        "already stands",
    ),
    "explicit list without a cap": (
        "account_tiers",
        "0,25,true",
        "0,,true",
        HERE,
        "account_cap",
        "explicit list without a cap",
    ),
    "cap in words": ("account_tiers", "1,250,", "1,many,", HERE, "account_cap", "'many'"),
    "second explicit list": (
        "account_tiers",
        "2,1000,false",
        "2,1000,true",
        HERE,
        "is_explicit_list",
        "second explicit list",
    ),
    "two account tiers of one priority": (
        "account_tiers",
        "named,2,",
        "named,1,",
        HERE,
        "priority",
        "already stands",
    ),
    "seven account tiers": (
        "account_tiers",
        "",
        "".join(f"tier_{n},Tier {n},{n},,false\n" for n in range(4, 7)),
        None,
        "account_tier",
        "7 account tiers",
    ),
    "rule that gives the explicit list": (
        "account_tier_rules",
        "thousand_employees,tier_1",
        "thousand_employees,tier_0",
        HERE,
        "account_tier",
        "'tier_0'",
    ),
    "rule that gives two account tiers": (
        "account_tier_rules",
        "large_by_employees,tier_2",
        "fifty_employees,tier_2",
        None,
        "account_tier",
        "already gives tier_2",
    ),
    "account tier that no rule gives": (
        "account_tier_rules",
        "fifty_employees,tier_3",
        "fifty_employees,tier_2",
        None,
        "account_tier",
        "no rule gives tier_3",
    ),
    "account tier rule on an unknown attribute": (
        "account_tier_rules",
        "tier_3,employee_count",
        "tier_3,shoe_size",
        HERE,
        "attribute",
        "'shoe_size'",
    ),
    "account tier rule with the name of the list": (
        "account_tier_rules",
        "fifty_employees",
        "explicit_list",
        HERE,
        "rule_id",
        "reserved",
    ),
    "listed account without a reason": (
        "account_tier_zero",
        "",
        "files:A1,,Ann\n",
        HERE,
        "reason",
        "is empty",
    ),
    "listed accounts and no list": (
        "account_tiers",
        "25,true",
        "25,false",
        None,
        "account_tier",
        "no rule gives tier_0",
    ),
    "account tier basis that is no number": (
        "params",
        "account_tier_basis,employee_count",
        "account_tier_basis,industry",
        HERE,
        "value",
        "no numeric attribute",
    ),
    "coverage by an unknown role": (
        "coverage_model",
        "tier_3,field_marketer",
        "tier_3,juggler",
        HERE,
        "role",
        "'juggler'",
    ),
    "coverage of an unknown account tier": (
        "coverage_model",
        "tier_3,field_marketer",
        "tier_9,field_marketer",
        HERE,
        "account_tier",
        "'tier_9'",
    ),
    "coverage model that nobody knows": (
        "coverage_model",
        "one_to_many",
        "one_to_none",
        HERE,
        "coverage_model",
        "'one_to_none'",
    ),
    "nobody covers any account": ("coverage_model", ",2000", ",0", HERE, "accounts_per_rep", "'0'"),
    "two roles of the same people": (
        "coverage_roles",
        ",marketing,",
        ",sales,",
        HERE,
        "user_function",
        "already stands",
    ),
    "role that is counted twice over": (
        "coverage_roles",
        ",sales,",
        ",sales,3",
        HERE,
        "user_function",
        "both a function and a number",
    ),
    "role that nobody counts": (
        "coverage_roles",
        ",sales,",
        ",,",
        HERE,
        "user_function",
        "neither a function nor a number",
    ),
    "negative people": ("coverage_roles", ",sales,", ",,-1", HERE, "rep_count", "'-1'"),
    "activity type in capitals": (
        "activity_types",
        "call,",
        "Call,",
        HERE,
        "activity_type",
        "not lower case",
    ),
    "activity type that does not say": (
        "activity_types",
        "Note,false",
        "Note,perhaps",
        HERE,
        "is_qualifying",
        "'perhaps'",
    ),
    "repair of an unknown entity": (
        "value_map",
        "",
        "shop,clients,industry,helth,health,Misspelled,sales\n",
        HERE,
        "entity",
        "'clients'",
    ),
    "repair without a reason": (
        "value_map",
        "",
        "shop,accounts,industry,helth,health,,sales\n",
        HERE,
        "reason",
        "is empty",
    ),
    "value with two answers": (
        "value_map",
        "",
        "shop,accounts,industry,helth,health,Misspelled,sales\n"
        "shop,accounts,industry,helth,Healthcare,Misspelled,sales\n",
        3,
        "raw_value",
        "answered on line 2",
    ),
    "value that would close its repair": (
        "value_map",
        "",
        "shop,accounts,industry,a;b,ab,Misspelled,sales\n",
        HERE,
        "raw_value",
        "holds ; or =",
    ),
    "placeholder in capitals": (
        "placeholder_values",
        "tbd,",
        "TBD,",
        HERE,
        "placeholder_value",
        "not lower case",
    ),
    "placeholder twice": (
        "placeholder_values",
        "tbd,",
        "N/A,",
        HERE,
        "placeholder_value",
        "already",
    ),
    "stage name twice": (
        "opportunity_stages",
        "Proposal,",
        "evaluation,",
        HERE,
        "stage_name",
        "already stands on line 3",
    ),
    "names of one stage that disagree": (
        "opportunity_stages",
        "",
        "Technical fit,evaluation,2,false\n",
        HERE,
        "is_qualified",
        "stage evaluation has true on line 3",
    ),
    "no qualified stage": (
        "opportunity_stages",
        "evaluation,2,true\nProposal,proposal,3,true\nNegotiation,negotiation,4,true",
        "evaluation,2,false\nProposal,proposal,3,false\nNegotiation,negotiation,4,false",
        None,
        "is_qualified",
        "no stage is qualified",
    ),
    "stage order in words": (
        "opportunity_stages",
        "discovery,1",
        "discovery,first",
        HERE,
        "stage_order",
        "'first'",
    ),
    "unknown cost kind": ("cost_types", "cogs,cogs", "cogs,goods", HERE, "cost_kind", "'goods'"),
    "unknown driver": ("cost_types", ",tickets", ",calls", HERE, "driver", "'calls'"),
    "missing cost type": (
        "cost_types",
        "hosting,",
        "support,",
        None,
        "cost_type",
        "'hosting' is missing",
    ),
    "cost type twice": ("cost_types", "hosting,", "support,", HERE, "cost_type", "already stands"),
}


def break_seed(seeds_dir: Path, name: str, old: str, new: str) -> int:
    """Change a seed at one place; returns the line that was changed."""
    path = seeds_dir / f"cfg_{name}.csv"
    text = path.read_text()
    assert old in text, f"{old!r} is no longer in {path.name}: mend the test"
    at = text.index(old) if old else len(text)
    path.write_text(text[:at] + new + text[at + len(old) :])
    return text[:at].count("\n") + 1


def test_the_configuration_in_the_repository_is_accepted(seeds_dir: Path) -> None:
    assert "cfg_params" in check_configuration(seeds_dir)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_contradiction_is_refused_with_its_place_and_fix(seeds_dir: Path, refusal: str) -> None:
    name, old, new, line, column, words = REFUSALS[refusal]
    changed = break_seed(seeds_dir, name, old, new)
    with pytest.raises(InputRefused) as refused:
        check_configuration(seeds_dir)
    matching = [text for text in str(refused.value).splitlines() if words in text]
    assert matching, str(refused.value)
    assert "Fix: " in matching[0] and "seeds/cfg_" in matching[0]
    if line is HERE:
        assert f"line {changed}{':' if column is None else ','}" in matching[0]
    if column is not None:
        assert f"column {column}:" in matching[0]


WRONG_VALUES = {
    "reporting_currency": "usd",
    "business_time_zone": "Mars/Olympus",
    "firmographic_basis": "",
    "addressable_share_basis": "heads",
    "arr_rate_date": "2025-13-01",
    "retention_basis": "x",
    "grr_basis": "x",
    "expansion_basis": "x",
    "score_normalization": "x",
    "score_missing_policy": "x",
    "expansion_window_months": "18",
    "account_tier_basis": "",
    "stage_entry_basis": "x",
}


@pytest.mark.parametrize("param", PARAMS)
@pytest.mark.parametrize("value", ["-1", "1e3", "NaN"])
def test_every_parameter_refuses_what_is_not_its_kind(value: str, param: str) -> None:
    assert not PARAMS[param].accepts(WRONG_VALUES.get(param, value))


def test_monthly_decay_is_a_share_below_one() -> None:
    decay = PARAMS["run_rate_decay_monthly"]
    assert [decay.accepts(value) for value in ("0", "0.02", "0.999")] == [True, True, True]
    assert not any(decay.accepts(value) for value in ("-0.01", "1", "1.5"))


def test_a_merge_into_a_need_state_at_rest_would_lose_its_accounts(seeds_dir: Path) -> None:
    merge = "small--replace_legacy,small--scale_operations,2025-07-01,Ann,why\n"
    break_seed(seeds_dir, "segment_map", "", merge)
    assert not find_problems(seeds_dir)
    break_seed(seeds_dir, "need_states", "operations scalers,4,true", "operations scalers,4,false")
    (problem,) = find_problems(seeds_dir)
    assert problem.column == "to_segment_id"
    assert "whose need state is at rest" in problem.what


def test_fraction_longer_than_the_models_keep_is_refused() -> None:
    assert PARAMS["kill_share_min"].accepts("0.020001")
    assert not PARAMS["kill_share_min"].accepts("0.0200001")


def test_not_utf8_names_the_line(seeds_dir: Path) -> None:
    path = seeds_dir / "cfg_need_states.csv"
    path.write_bytes(path.read_bytes().replace(b"Prove", b"Pr\xfcve"))
    assert [(p.line, p.what) for p in find_problems(seeds_dir)] == [(3, "not UTF-8")]


def test_missing_seed_is_named(seeds_dir: Path) -> None:
    (seeds_dir / "cfg_metrics.csv").unlink()
    assert [p.file for p in find_problems(seeds_dir)] == ["seeds/cfg_metrics.csv"]


def test_all_problems_are_told_at_once(seeds_dir: Path) -> None:
    break_seed(seeds_dir, "score_weights", "0.30", "0.20")
    break_seed(seeds_dir, "firmographic_bands", "2,50,250", "2,40,250")
    break_seed(seeds_dir, "segment_names", "Mid-market system replacers", "segment a")
    files = {problem.file for problem in find_problems(seeds_dir)}
    assert len(files) == 3


def test_how_many_bands_there_are_is_a_finding_and_no_contradiction(seeds_dir: Path) -> None:
    more = "employee_count,giant,Giant,5,5000,9000,\nemployee_count,huge,Huge,6,9000,,\n"
    bands = seeds_dir / "cfg_firmographic_bands.csv"
    assert ",1000,,\n" in bands.read_text()
    bands.write_text(bands.read_text().replace(",1000,,\n", ",1000,5000,\n", 1) + more)
    assert find_problems(seeds_dir) == []


def test_segment_without_an_owner_is_no_contradiction(seeds_dir: Path) -> None:
    owners = seeds_dir / "cfg_segment_owners.csv"
    owners.write_text("segment_id,owner_id\nsmall--replace_legacy,\n")
    assert find_problems(seeds_dir) == []


def test_checks_are_those_that_the_models_compute() -> None:
    found: set[str] = set()
    for path in (REPOSITORY / "models/intermediate/governance").glob("int_finding_*.sql"):
        sql = path.read_text()
        found |= set(re.findall(r"\bselect\s+'(\w+)'(?!\s*\|\|)", sql))
        for prefix, column in re.findall(r"\bselect\s+'(\w+)'\s*\|\|\s*([\w.]+)", sql):
            listed = re.search(rf"{re.escape(column)} in \(([^)]*)\)", sql)
            assert listed is not None, f"{path.name}: {column} has no list of values"
            found |= {prefix + value for value in re.findall(r"'(\w+)'", listed[1])}
    found |= {check_id for check_id, _ in READINESS_CHECKS}
    assert found == set(CHECK_IDS)


def test_entities_are_those_of_the_contracts() -> None:
    assert sorted(ENTITIES) == sorted(load_input_entities(REPOSITORY / "contracts"))


def test_variables_are_those_that_the_model_reads() -> None:
    sql = (REPOSITORY / "models/intermediate/accounts/int_account_variable_values.sql").read_text()
    listed = re.search(r"for variable in \[([^]]*)\]", sql)
    assert listed is not None
    read = re.findall(r"'(\w+)'", listed[1]) + re.findall(r"when '(\w+)'", sql)
    assert sorted(read) == sorted(ATTRIBUTES)


def test_counted_columns_are_those_that_the_model_reads() -> None:
    sql = (REPOSITORY / "models/intermediate/accounts/int_variable_facts.sql").read_text()
    for entity, columns in COUNTED_COLUMNS.items():
        listed = re.search(rf"for column in (\w+_columns) %}}\n\s+select\n?\s+'{entity}'", sql)
        if listed is None:
            read = re.findall(rf"'{entity}',\s+'(\w+)'", sql)
        else:
            names = re.search(rf"set {listed[1]} = \[([^]]*)\]", sql)
            assert names is not None
            read = re.findall(r"'(\w+)'", names[1])
        assert tuple(read) == columns, entity


def test_attributes_of_rules_are_those_that_the_model_reads() -> None:
    sql = (REPOSITORY / "models/intermediate/accounts/int_account_rule_values.sql").read_text()
    listed = re.search(r"set texts = \[([^]]*)\]", sql)
    assert listed is not None
    assert tuple(re.findall(r"'(\w+)'", listed[1])) == ACCOUNT_TEXTS
    numbers = sql.split("lower(trim(")[0].split("case attributes.attribute")[1]
    assert sorted(re.findall(r"when '(\w+)'", numbers)) == sorted(NUMERIC_ATTRIBUTES)


def test_reasons_and_account_tiers_have_room_in_the_models() -> None:
    listed = (REPOSITORY / "macros/expressions/listed_in_order.sql").read_text()
    assert f"range(2, {REASONS_MAX + 1})" in listed
    tiers = (REPOSITORY / "models/intermediate/accounts/int_account_tiers.sql").read_text()
    assert f"range(1, {TIERS_MAX + 1})" in tiers


def test_every_seed_has_a_contract_and_is_refused_for_something(seeds_dir: Path) -> None:
    seeds = {path.stem for path in seeds_dir.glob("*.csv")}
    assert seeds == set(COLUMNS)
    assert {f"cfg_{name}" for name, *_ in REFUSALS.values()} == seeds
    declared = yaml.safe_load((REPOSITORY / "seeds/_seeds.yml").read_text())["seeds"]
    typed = {seed["name"]: tuple(seed["config"]["column_types"]) for seed in declared}
    assert typed == COLUMNS


def test_assumptions_name_tables_that_are_published(seeds_dir: Path) -> None:
    marts = {path.stem for path in (REPOSITORY / "models/marts").rglob("*.sql")}
    rows = load_seeds(seeds_dir)["cfg_assumptions"].rows
    assert {name for row in rows for name in row["outputs"].split(";")} <= marts
