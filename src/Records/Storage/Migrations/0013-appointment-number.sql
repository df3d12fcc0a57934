-- Appointments that a page shows without a name are asked for by their own number: the patient is found here.
CREATE INDEX appointment_number ON appointment (appointment_id);
