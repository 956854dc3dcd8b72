"""The governance data contract: the landing gate, staging and Great Expectations enforce it."""

from segments.contracts.model import Column, Entity, Rule, load_contract, load_input_entities

__all__ = ["Column", "Entity", "Rule", "load_contract", "load_input_entities"]
