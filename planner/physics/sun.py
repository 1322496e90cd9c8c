"""Photovoltaic power from the weather of a typical year: sun, transposition, temperature.

A chain of simple published models, as PVWatts uses them (Dobos 2014, *PVWatts Version 5 Manual*, NREL/TP-6A20-62641):
position of the sun by Fourier series (Spencer 1971), isotropic sky (Liu and Jordan 1963), cell temperature from its
value under nominal conditions (NOCT), power linear in temperature. No shading by buildings, no snow, no reflection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from planner.arrays import Floats

ALBEDO = 0.2  # of the ground (PVWatts)
NOCT_DEGC = 45.0  # of a cell at 800 W/m2 and 20 degC; panels on an open rack
POWER_PER_DEGC = -0.0035  # of crystalline silicon, premium (PVWatts)
LEAST = 1e-3  # MW per MW: less than this counts as dark
DEGREES_PER_HOUR = 15.0


def sun_position(hour_of_year: Floats, latitude_deg: float, longitude_deg: float) -> tuple[Floats, Floats]:
    """Cosine of the zenith angle and azimuth [rad, from north by east] in the middle of each hour.

    Args:
        hour_of_year: start of the hour in UTC+1, from 0 on 1 January.
        latitude_deg: north positive.
        longitude_deg: east positive.
    """
    middle = hour_of_year + 0.5
    angle = 2 * np.pi * np.floor(middle / 24) / 365
    declination = (
        0.006918
        - 0.399912 * np.cos(angle)
        + 0.070257 * np.sin(angle)
        - 0.006758 * np.cos(2 * angle)
        + 0.000907 * np.sin(2 * angle)
        - 0.002697 * np.cos(3 * angle)
        + 0.00148 * np.sin(3 * angle)
    )
    minutes = 229.18 * (
        0.000075
        + 0.001868 * np.cos(angle)
        - 0.032077 * np.sin(angle)
        - 0.014615 * np.cos(2 * angle)
        - 0.040849 * np.sin(2 * angle)
    )
    solar_time = middle % 24 - 1 + longitude_deg / DEGREES_PER_HOUR + minutes / 60
    hour_angle = np.radians(DEGREES_PER_HOUR * (solar_time - 12))
    latitude = np.radians(latitude_deg)
    cosine = np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(hour_angle)
    azimuth = np.pi + np.arctan2(
        np.sin(hour_angle),
        np.cos(hour_angle) * np.sin(latitude) - np.tan(declination) * np.cos(latitude),
    )
    return cosine, azimuth


def plane_irradiance_w_per_m2(
    weather: pd.DataFrame, *, latitude_deg: float, longitude_deg: float, tilt_deg: float, azimuth_deg: float
) -> Floats:
    """Sun on a tilted surface [W/m2] in each hour of the typical year, shape (8760,).

    direct * cos(incidence) + diffuse * (1 + cos(tilt))/2 + level * albedo * (1 - cos(tilt))/2
    """
    columns = ("ghi_w_per_m2", "dni_w_per_m2", "dhi_w_per_m2")
    level, direct, diffuse = (weather[name].to_numpy(dtype=np.float64) for name in columns)
    cosine, azimuth = sun_position(weather.index.to_numpy(dtype=np.float64), latitude_deg, longitude_deg)
    tilt, facing = np.radians(tilt_deg), np.radians(azimuth_deg)
    sine = np.sqrt(np.maximum(1 - cosine**2, 0))
    incidence = cosine * np.cos(tilt) + sine * np.sin(tilt) * np.cos(azimuth - facing)
    beam = direct * np.maximum(incidence, 0) * (cosine > 0)
    sky, ground = diffuse * (1 + np.cos(tilt)) / 2, level * ALBEDO * (1 - np.cos(tilt)) / 2
    return np.asarray(beam + sky + ground, dtype=np.float64)


def pv_profile(
    weather: pd.DataFrame,
    *,
    latitude_deg: float,
    longitude_deg: float,
    tilt_deg: float,
    azimuth_deg: float,
    losses_share: float,
) -> Floats:
    """Power per peak power [MW/MW] in each hour of the typical year, shape (8760,): 0, or from 0.001 to 1.

    irradiance/1000 * (1 + gamma * (cell temperature - 25)) * (1 - losses), cells at air + (NOCT - 20) * irradiance/800
    """
    sun = plane_irradiance_w_per_m2(
        weather, latitude_deg=latitude_deg, longitude_deg=longitude_deg, tilt_deg=tilt_deg, azimuth_deg=azimuth_deg
    )
    cell_degc = weather["dry_bulb_degc"].to_numpy(dtype=np.float64) + (NOCT_DEGC - 20) * sun / 800
    power = sun / 1000 * (1 + POWER_PER_DEGC * (cell_degc - 25)) * (1 - losses_share)
    return np.asarray(np.where(power < LEAST, 0.0, np.minimum(power, 1.0)), dtype=np.float64)
