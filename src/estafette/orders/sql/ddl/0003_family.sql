-- Lines that belong to other lines: the composite references inside the order's own family.
ALTER TABLE orders_line ADD CONSTRAINT orders_line_kit
    FOREIGN KEY (order_id, parent_line) REFERENCES orders_kit (order_id, line) DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE orders_line ADD CONSTRAINT orders_line_substitutes
    FOREIGN KEY (order_id, substitutes_line) REFERENCES orders_line (order_id, line);
