"""The governance data contract: read once here, enforced by the landing gate, staging and Great Expectations."""

from segments.contracts.model import Column, Entity, Rule, load_contract, load_input_entities

__all__ = ["Column", "Entity", "Rule", "load_contract", "load_input_entities"]
